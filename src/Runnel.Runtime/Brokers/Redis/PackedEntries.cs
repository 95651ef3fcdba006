using System.Buffers.Binary;

namespace Runnel.Brokers.Redis;

/// <summary>
/// A batch's entries as one argument, which append.lua takes apart entry by entry: to read some thousand arguments would cost the server
/// more than to append them. The form is MessagePack's, which Redis' Lua has a reader for.
/// </summary>
internal static class PackedEntries
{
    private const int LongestHeader = 5;
    private const int LongestId = 41;

    /// <summary>How many bytes <see cref="Write"/> needs at most.</summary>
    public static int GreatestSize(IReadOnlyList<AppendEntry> entries)
    {
        var size = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var fields = entries[i].Fields;
            size += (2 * LongestHeader) + LongestId + (2 * LongestHeader * fields.Count);
            for (var field = 0; field < fields.Count; field++) size += fields.NameAt(field).Length + fields.ValueAt(field).Length;
        }

        return size;
    }

    /// <summary>Writes all entries, and says how long that is.</summary>
    public static int Write(IReadOnlyList<AppendEntry> entries, Span<byte> destination)
    {
        var rest = destination;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];

            // How much is to be unpacked must be known before.
            WriteNumber(ref rest, i + 1 < entries.Count ? 2 * entries[i + 1].Fields.Count : 0);
            WriteId(ref rest, entry.Id);
            for (var field = 0; field < entry.Fields.Count; field++)
            {
                WriteText(ref rest, entry.Fields.NameAt(field).Span);
                WriteText(ref rest, entry.Fields.ValueAt(field).Span);
            }
        }

        return destination.Length - rest.Length;
    }

    private static void WriteNumber(ref Span<byte> rest, int number)
    {
        if (number < 0x80)
        {
            rest[0] = (byte)number;
            rest = rest[1..];
        }
        else
        {
            rest[0] = 0xce;
            BinaryPrimitives.WriteInt32BigEndian(rest[1..], number);
            rest = rest[5..];
        }
    }

    private static void WriteId(ref Span<byte> rest, EntryId? id)
    {
        Span<byte> text = stackalloc byte[LongestId];
        var length = 0;
        id?.TryFormat(text, out length);
        WriteText(ref rest, text[..length]);
    }

    private static void WriteText(ref Span<byte> rest, scoped ReadOnlySpan<byte> text)
    {
        switch (text.Length)
        {
            case < 0x20:
                rest[0] = (byte)(0xa0 | text.Length);
                rest = rest[1..];
                break;
            case <= ushort.MaxValue:
                rest[0] = 0xda;
                BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)text.Length);
                rest = rest[3..];
                break;
            default:
                rest[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(rest[1..], text.Length);
                rest = rest[5..];
                break;
        }

        text.CopyTo(rest);
        rest = rest[text.Length..];
    }
}
