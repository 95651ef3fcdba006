using System.Collections;

namespace Runnel;

/// <summary>The fields of one stream entry as they are stored: names and values are bytes, in the order stored.</summary>
/// <remarks>A view over a flat list of name, value, name, value …: copying the struct copies no bytes.</remarks>
public readonly struct RawFields : IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>>
{
    private readonly ReadOnlyMemory<byte>[]? _namesAndValues;

    /// <summary>Wraps a flat list; it is not copied and must not change afterwards.</summary>
    /// <param name="namesAndValues">Name, value, name, value …</param>
    /// <exception cref="ArgumentException">The list's length is odd.</exception>
    public RawFields(params ReadOnlyMemory<byte>[] namesAndValues)
    {
        ArgumentNullException.ThrowIfNull(namesAndValues);
        if (namesAndValues.Length % 2 != 0) throw new ArgumentException("Expected name, value, name, value …: the count is odd.", nameof(namesAndValues));
        _namesAndValues = namesAndValues;
    }

    /// <summary>How many fields there are.</summary>
    public int Count => (_namesAndValues?.Length ?? 0) / 2;

    /// <summary>The field at a position, name and value.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> this[int index] => new(NameAt(index), ValueAt(index));

    /// <summary>The name of the field at a position.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlyMemory<byte> NameAt(int index) => _namesAndValues![2 * index];

    /// <summary>The value of the field at a position.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlyMemory<byte> ValueAt(int index) => _namesAndValues![(2 * index) + 1];

    /// <summary>Finds the last field of a name (a name may be stored twice; the last one counts, as in JSON).</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <param name="value">The value, or empty.</param>
    /// <returns>Whether there is such a field.</returns>
    public bool TryGetValue(ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> value)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (!NameAt(i).Span.SequenceEqual(name)) continue;
            value = ValueAt(i);
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
