using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Runnel.Brokers.Redis;

/// <summary>Parked events and keys as the scripts keep them.</summary>
internal static class ParkedText
{
    private const byte Space = (byte)' ';
    private const byte Colon = (byte)':';

    /// <summary>An event as one value: <c>id letter</c>, then each name and value as <c>length:bytes</c>. Scripts read the id only.</summary>
    public static byte[] Write(ParkedEvent parked)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.ASCII.GetBytes($"{parked.Id} {parked.Letter} "));
        for (var i = 0; i < parked.Fields.Count; i++)
        {
            WritePart(buffer, parked.Fields.NameAt(i).Span);
            WritePart(buffer, parked.Fields.ValueAt(i).Span);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the event's fields are parts of the same memory.</summary>
    public static ParkedEvent ReadEvent(ReadOnlyMemory<byte> text)
    {
        var left = text;
        var (id, letter) = (ReadId(ref left), ReadId(ref left));
        var parts = new List<ReadOnlyMemory<byte>>();
        while (!left.IsEmpty)
        {
            var isLength = Utf8Parser.TryParse(left.Span, out int length, out var used) && length >= 0;
            if (!isLength || length > left.Length - used - 1 || left.Span[used] != Colon) throw Unknown(text);
            parts.Add(left.Slice(used + 1, length));
            left = left[(used + 1 + length)..];
        }

        return parts.Count % 2 == 0 ? new ParkedEvent(id, letter, new RawFields([.. parts])) : throw Unknown(text);

        EntryId ReadId(ref ReadOnlyMemory<byte> rest)
        {
            var end = rest.Span.IndexOf(Space);
            if (end < 0 || !EntryId.TryParse(Encoding.ASCII.GetString(rest.Span[..end]), null, out var found)) throw Unknown(text);
            rest = rest[(end + 1)..];
            return found;
        }
    }

    /// <summary>Reads what the hash keeps of a key: <c>count first last milliseconds release</c>.</summary>
    public static ParkedKey ReadKey(byte[] key, string text)
    {
        var words = text.Split(' ');
        if (words.Length != 5) throw Unknown(Encoding.UTF8.GetBytes(text));
        return new ParkedKey(
            key, ScriptAnswer.Number(words[0]), ScriptAnswer.Id(words[1]), ScriptAnswer.Id(words[2]),
            DateTimeOffset.FromUnixTimeMilliseconds(ScriptAnswer.Number(words[3])), words[4] == "1");
    }

    private static void WritePart(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> part)
    {
        buffer.Write(Encoding.ASCII.GetBytes(part.Length.ToString(CultureInfo.InvariantCulture)));
        buffer.Write([Colon]);
        buffer.Write(part);
    }

    private static BrokerException Unknown(ReadOnlyMemory<byte> text) => new(
        BrokerFailure.Refused,
        $"What is parked as '{Encoding.UTF8.GetString(text.Span[..Math.Min(80, text.Length)])}' was not written by Runnel. Discard its key, or remove it from Redis.");
}
