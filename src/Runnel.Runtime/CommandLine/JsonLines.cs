using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Runnel.CommandLine;

/// <summary>One line of input that holds something.</summary>
/// <param name="Number">From 1, blank lines counted.</param>
/// <param name="Json">Its bytes, without the line's end; nobody else writes to them.</param>
internal readonly record struct JsonLine(long Number, ReadOnlyMemory<byte> Json);

/// <summary>Reads JSON Lines: a record a line, UTF-8, with or without a byte order mark, lines ended as on Unix or Windows; blank lines do not count.</summary>
internal static class JsonLines
{
    /// <summary>Redis stores no more in one value.</summary>
    private const int LongestLine = 512 * 1024 * 1024;

    public static async IAsyncEnumerable<JsonLine> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 65_536, leaveOpen: true));
        var number = 0L;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var rest = result.Buffer;
                while (TryTake(ref rest, result.IsCompleted, out var line))
                {
                    number++;
                    var json = Trim(number, line);
                    if (json.Length > 0) yield return new JsonLine(number, json);
                }

                if (rest.Length > LongestLine) throw new InputException($"line {number + 1} is longer than {LongestLine} bytes");
                reader.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted) break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isLast || rest.IsEmpty) return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static ReadOnlyMemory<byte> Trim(long number, ReadOnlySequence<byte> line)
    {
        ReadOnlyMemory<byte> bytes = line.ToArray();
        if (number == 1 && bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var start = bytes.Span.IndexOfAnyExcept(" \t\r"u8);
        return start < 0 ? default : bytes[start..(bytes.Span.LastIndexOfAnyExcept(" \t\r"u8) + 1)];
    }
}
