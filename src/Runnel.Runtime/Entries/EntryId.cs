using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Runnel;

/// <summary>
/// The id of an entry of a Redis stream, <c>milliseconds-sequence</c>: ids of one partition only ever grow, so they are the order of its
/// events. See the Redis documentation of streams, "Entry IDs".
/// </summary>
/// <param name="Milliseconds">The first part: by default the server's Unix time in milliseconds at which the entry was added.</param>
/// <param name="Sequence">The second part, which tells entries of one millisecond apart.</param>
public readonly record struct EntryId(ulong Milliseconds, ulong Sequence) : IComparable<EntryId>, ISpanParsable<EntryId>, IUtf8SpanFormattable
{
    /// <summary>The least id, <c>0-0</c>: before every entry.</summary>
    public static EntryId Zero => default;

    /// <summary>The greatest id: after every entry.</summary>
    public static EntryId MaxValue => new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>The time in the id, where the server made it; ids set by hand may hold any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first part is beyond the year 9999.</exception>
    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(
        Milliseconds <= long.MaxValue ? (long)Milliseconds : throw new ArgumentOutOfRangeException(nameof(Milliseconds)));

    /// <summary>The greatest id that is less than this one; <see cref="Zero"/> for <see cref="Zero"/>.</summary>
    public EntryId Previous => Sequence > 0 ? this with { Sequence = Sequence - 1 }
        : Milliseconds > 0 ? new(Milliseconds - 1, ulong.MaxValue)
        : Zero;

    /// <inheritdoc/>
    public int CompareTo(EntryId other)
    {
        var order = Milliseconds.CompareTo(other.Milliseconds);
        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/>.</summary>
    public static bool operator <(EntryId left, EntryId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/>.</summary>
    public static bool operator >(EntryId left, EntryId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(EntryId left, EntryId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> stands after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(EntryId left, EntryId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Sequence}");

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        bytesWritten = 0;
        if (!Milliseconds.TryFormat(utf8Destination, out var dash, provider: CultureInfo.InvariantCulture) || dash == utf8Destination.Length) return false;
        if (!Sequence.TryFormat(utf8Destination[(dash + 1)..], out var rest, provider: CultureInfo.InvariantCulture)) return false;
        utf8Destination[dash] = (byte)'-';
        bytesWritten = dash + 1 + rest;
        return true;
    }

    /// <summary>Reads an id: <c>1595369377000-0</c>, or <c>1595369377000</c> for sequence 0.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: ids are the same in every culture.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is no id.</exception>
    public static EntryId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is no entry id: expected 'milliseconds-sequence', such as 1595369377000-0.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static EntryId Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Reads an id without throwing.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The id, or <see cref="Zero"/>.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out EntryId result)
    {
        result = default;
        var dash = s.IndexOf('-');
        var sequence = 0UL;
        if (!ulong.TryParse(dash < 0 ? s : s[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || (dash >= 0 && !ulong.TryParse(s[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out sequence)))
            return false;
        result = new EntryId(milliseconds, sequence);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out EntryId)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EntryId result) => TryParse(s.AsSpan(), provider, out result);
}
