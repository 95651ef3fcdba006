using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What JSON may look like, the same for writing and reading, so that whatever can be sent can be read.</summary>
internal static class JsonLimits
{
    /// <summary>The greatest nesting of objects and arrays.</summary>
    public const int MaxDepth = 256;

    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>
    /// Text beyond ASCII is written as it is: the bytes are stored, never put into a web page. Emitted code writes well-formed JSON, so the
    /// writer need not check it.
    /// </summary>
    public static JsonWriterOptions WriterOptions { get; } = new()
    {
        MaxDepth = MaxDepth,
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The offset at which the reader stumbled: it reports lines and bytes within the line.</summary>
    public static long PositionOf(ReadOnlySequence<byte> input, JsonException error, long consumed)
    {
        if (error is not { LineNumber: { } line, BytePositionInLine: { } within }) return consumed;
        var reader = new SequenceReader<byte>(input);
        for (; line > 0; line--)
        {
            if (!reader.TryAdvanceTo((byte)'\n')) return consumed;
        }

        return reader.Consumed + within;
    }
}
