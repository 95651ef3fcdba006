using System.Buffers;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>A thread's own JSON writer, lent out and given back; a call inside a call gets a new one.</summary>
internal static class ReusableJsonWriter
{
    /// <summary>What a writer that rests points to, so that it holds on to nobody's buffer. Nothing is ever written to it.</summary>
    private static readonly ArrayBufferWriter<byte> Nothing = new();

    [ThreadStatic]
    private static Utf8JsonWriter? _mine;

    public static Utf8JsonWriter Take(IBufferWriter<byte> output)
    {
        if (_mine is not { } writer) return new Utf8JsonWriter(output, JsonLimits.WriterOptions);
        _mine = null;
        writer.Reset(output);
        return writer;
    }

    public static void Return(Utf8JsonWriter writer)
    {
        writer.Reset(Nothing);
        _mine = writer;
    }
}
