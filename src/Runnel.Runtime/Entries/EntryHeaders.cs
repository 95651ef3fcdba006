using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Runnel;

/// <summary>
/// Headers: what travels with an event beside its record. They are fields of its stream entry that stand after the record's own, and their
/// names begin with <c>@</c>, which no field of a record may (RNL0025). So decoding skips them, and looking for one that is not there ends
/// at the first field it meets.
/// </summary>
internal static class EntryHeaders
{
    private const byte Prefix = (byte)'@';

    /// <summary>How often the event came back from dead letters, in decimal.</summary>
    public static ReadOnlyMemory<byte> Returns { get; } = "@returns"u8.ToArray();

    /// <summary>The id of the dead letter that it came back from last, in the sink of its stream: an event that comes twice has the same.</summary>
    public static ReadOnlyMemory<byte> Letter { get; } = "@dead"u8.ToArray();

    /// <summary>The context of the send that it came by; see <see cref="TraceContext"/>.</summary>
    public static ReadOnlyMemory<byte> Traceparent { get; } = "@traceparent"u8.ToArray();

    /// <summary>What tracing systems add to that context.</summary>
    public static ReadOnlyMemory<byte> Tracestate { get; } = "@tracestate"u8.ToArray();

    public static bool IsHeader(ReadOnlySpan<byte> name) => !name.IsEmpty && name[0] == Prefix;

    /// <summary>Finds the last header of a name.</summary>
    public static bool TryGet(RawFields fields, ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> value)
    {
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            var found = fields.NameAt(i).Span;
            if (!IsHeader(found)) break;
            if (!found.SequenceEqual(name)) continue;
            value = fields.ValueAt(i);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>How often the event came back; what is no number counts as never.</summary>
    public static int ReturnsOf(RawFields fields)
        => TryGet(fields, Returns.Span, out var value) && Utf8Parser.TryParse(value.Span, out int returns, out var used) && used == value.Length
            ? Math.Max(0, returns)
            : 0;

    /// <summary>The fields as they are for an event that comes back once more: all else stays, byte for byte.</summary>
    public static RawFields Returned(RawFields fields, EntryId letter)
    {
        var returns = Math.Min(ReturnsOf(fields), int.MaxValue - 1) + 1;
        var marked = With(fields, Returns, Encoding.UTF8.GetBytes(returns.ToString(CultureInfo.InvariantCulture)));
        return With(marked, Letter, Encoding.UTF8.GetBytes(letter.ToString()));
    }

    /// <summary>How many fields are the record's own: the headers stand behind them.</summary>
    public static int OwnOf(RawFields fields)
    {
        var own = fields.Count;
        while (own > 0 && IsHeader(fields.NameAt(own - 1).Span)) own--;
        return own;
    }

    /// <summary>The fields with one header more, in place of one of the same name.</summary>
    public static RawFields With(RawFields fields, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        var own = OwnOf(fields);
        var parts = new List<ReadOnlyMemory<byte>>((2 * fields.Count) + 2);
        for (var i = 0; i < fields.Count; i++)
        {
            if (i >= own && fields.NameAt(i).Span.SequenceEqual(name.Span)) continue;
            parts.Add(fields.NameAt(i));
            parts.Add(fields.ValueAt(i));
        }

        parts.Add(name);
        parts.Add(value);
        return new RawFields([.. parts]);
    }
}
