using System.Buffers;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>A record as JSON text: what the JSON serializer, the command line's input and dead letters share.</summary>
internal static class RecordJson
{
    /// <summary>Writes a record.</summary>
    /// <exception cref="ArgumentException">The record holds what its type forbids, such as a null in a property that is not nullable.</exception>
    /// <exception cref="InvalidOperationException">It is nested deeper than <see cref="JsonLimits"/> allows.</exception>
    public static void Write<T>(T record, IBufferWriter<byte> output)
        where T : IRecord<T>
    {
        var writer = new JsonRecordWriter(output);
        try
        {
            T.WriteJson(ref writer, record);
            writer.Flush();
        }
        catch (InvalidOperationException error) when (writer.IsTooDeep)
        {
            throw new InvalidOperationException(
                $"{T.Descriptor.Name} is nested deeper than {JsonLimits.MaxDepth} objects and arrays, the greatest depth that can be stored (or it holds itself). It was not sent.",
                error);
        }
    }

    /// <summary>Reads the record that is the whole text.</summary>
    /// <exception cref="RecordFormatException">The text is not such a record.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : IRecord<T>
    {
        var reader = new Utf8JsonReader(json, JsonLimits.ReaderOptions);
        try
        {
            return ReadWhole<T>(ref reader);
        }
        catch (JsonException error)
        {
            throw JsonErrors.Describe(T.Descriptor.Name, new ReadOnlySequence<byte>(json.ToArray()), error);
        }
        catch (InvalidOperationException error) when (IsText(in reader))
        {
            throw JsonErrors.Describe(T.Descriptor.Name, new ReadOnlySequence<byte>(json.ToArray()), JsonErrors.BrokenText(in reader, error));
        }
    }

    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte})"/>
    public static T Read<T>(ReadOnlySequence<byte> json)
        where T : IRecord<T>
    {
        if (json.IsSingleSegment) return Read<T>(json.FirstSpan);

        var reader = new Utf8JsonReader(json, JsonLimits.ReaderOptions);
        try
        {
            return ReadWhole<T>(ref reader);
        }
        catch (JsonException error)
        {
            throw JsonErrors.Describe(T.Descriptor.Name, json, error);
        }
        catch (InvalidOperationException error) when (IsText(in reader))
        {
            throw JsonErrors.Describe(T.Descriptor.Name, json, JsonErrors.BrokenText(in reader, error));
        }
    }

    /// <summary>Where the reader throws <see cref="InvalidOperationException"/>: at text that is no UTF-8, or that escapes half a surrogate pair.</summary>
    private static bool IsText(in Utf8JsonReader reader) => reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;

    private static T ReadWhole<T>(ref Utf8JsonReader reader)
        where T : IRecord<T>
    {
        reader.Read();
        var record = T.ReadJson(ref reader);
        reader.Read(); // throws if anything but white space follows
        return record;
    }
}
