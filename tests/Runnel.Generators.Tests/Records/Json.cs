using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Runnel.Records;

namespace Runnel.Generators.Tests.Records;

/// <summary>Records to JSON text and back, by Runnel and by System.Text.Json set up to mean the same.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Reference = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T record)
        where T : IRecord<T>
    {
        var output = new ArrayBufferWriter<byte>();
        RecordJson.Write(record, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static T Read<T>(string json)
        where T : IRecord<T> => RecordJson.Read<T>(Encoding.UTF8.GetBytes(json));

    /// <summary>As a sequence of many small segments, which the reader treats differently everywhere.</summary>
    public static T ReadInPieces<T>(string json, int piece = 3)
        where T : IRecord<T> => RecordJson.Read<T>(Pieces(Encoding.UTF8.GetBytes(json), piece));

    public static ReadOnlySequence<byte> Pieces(byte[] bytes, int size)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        var last = first;
        for (var i = size; i < bytes.Length; i += size) last = last.Append(bytes.AsMemory(i, Math.Min(size, bytes.Length - i)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public static RecordFormatException Fails<T>(string json)
        where T : IRecord<T>
    {
        var whole = Assert.Throws<RecordFormatException>(() => Read<T>(json));
        var pieces = Assert.Throws<RecordFormatException>(() => ReadInPieces<T>(json));
        Assert.Equal(whole.Message, pieces.Message);
        return whole;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
