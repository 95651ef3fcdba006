using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>A record as JSON text: what the JSON serializer, the command line's input and dead letters share.</summary>
internal static class RecordJson
{
    /// <summary>Nesting beyond this is refused both ways, so that what was written can be read.</summary>
    public const int MaxDepth = 64;

    /// <summary>No validation: emitted code cannot write a wrong sequence. Relaxed: the text goes to Redis, never into a page, and stays readable.</summary>
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        SkipValidation = true,
    };

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    [ThreadStatic]
    private static Utf8JsonWriter? _idleWriter;

    /// <summary>Writes a record.</summary>
    /// <exception cref="ArgumentException">The record holds what its type forbids, such as a null in a property that is not nullable.</exception>
    /// <exception cref="InvalidOperationException">It is nested deeper than <see cref="MaxDepth"/>.</exception>
    public static void Write<T>(T record, IBufferWriter<byte> output)
        where T : IRecord<T>
    {
        // Taken while in use: a property's getter may write another record on this thread.
        var writer = _idleWriter;
        if (writer is null) writer = new Utf8JsonWriter(output, WriterOptions);
        else writer.Reset(output);
        _idleWriter = null;

        T.WriteJson(writer, record);
        writer.Flush();

        // Not kept after an exception (its state is anyone's guess), and never with the caller's buffer in it.
        writer.Reset(Nowhere.Instance);
        _idleWriter = writer;
    }

    /// <summary>Reads the record that is the whole text.</summary>
    /// <exception cref="RecordFormatException">The text is not such a record.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : IRecord<T>
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        try
        {
            return ReadWhole<T>(ref reader);
        }
        catch (JsonException error)
        {
            throw JsonErrors.Describe(T.Descriptor.Name, new Utf8JsonReader(json, ReaderOptions), error);
        }
    }

    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte})"/>
    public static T Read<T>(ReadOnlySequence<byte> json)
        where T : IRecord<T>
    {
        if (json.IsSingleSegment) return Read<T>(json.FirstSpan);

        var reader = new Utf8JsonReader(json, ReaderOptions);
        try
        {
            return ReadWhole<T>(ref reader);
        }
        catch (JsonException error)
        {
            throw JsonErrors.Describe(T.Descriptor.Name, new Utf8JsonReader(json, ReaderOptions), error);
        }
    }

    private static T ReadWhole<T>(ref Utf8JsonReader reader)
        where T : IRecord<T>
    {
        reader.Read();
        var record = T.ReadJson(ref reader);
        reader.Read(); // throws if anything but white space follows
        return record;
    }

    private sealed class Nowhere : IBufferWriter<byte>
    {
        public static readonly Nowhere Instance = new();

        public void Advance(int count) => throw new InvalidOperationException("Nothing is written between two records.");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("Nothing is written between two records.");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("Nothing is written between two records.");
    }
}
