using System.Globalization;

namespace Runnel.Records.Schemas;

/// <summary>Reads the text of a <see cref="RecordShape"/>.</summary>
/// <param name="text">The text.</param>
/// <param name="records">The index to give to a record that stands there under another.</param>
/// <exception cref="FormatException">It is no such text.</exception>
internal ref struct ShapeReader(ReadOnlySpan<char> text, IReadOnlyList<int>? records)
{
    // Newer texts may nest as deep as types do; a damaged one must not overflow the stack.
    private const int DepthLimit = 64;

    private ReadOnlySpan<char> _rest = text;
    private int _depth;

    public static RecordShape Read(ReadOnlySpan<char> text, IReadOnlyList<int>? records = null)
    {
        var reader = new ShapeReader(text, records);
        var shape = reader.Read();
        return reader._rest.IsEmpty ? shape : throw Broken();
    }

    private RecordShape Read()
    {
        if (++_depth > DepthLimit) throw Broken();
        var shape = Take("[") ? Sequence() : Take("{") ? Map() : Take("#") ? Record() : Take("enum(") ? Enum(false) : Take("flags(") ? Enum(true) : Scalar();
        _depth--;
        return shape;
    }

    private RecordShape Sequence()
    {
        var element = Read();
        Expect("]");
        return new RecordShape { Kind = ShapeKind.Sequence, Element = element, IsNullable = Take("?") };
    }

    private RecordShape Map()
    {
        var key = Read();
        Expect(":");
        var value = Read();
        Expect("}");
        return new RecordShape { Kind = ShapeKind.Map, Key = key, Element = value, IsNullable = Take("?") };
    }

    private RecordShape Record()
    {
        if (!int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) throw Broken();
        if (records is not null) index = index < records.Count ? records[index] : throw Broken();
        return new RecordShape { Kind = ShapeKind.Record, Record = index, IsNullable = Take("?") };
    }

    private RecordShape Enum(bool isFlags)
    {
        var end = _rest.IndexOf(')');
        if (end < 0) throw Broken();
        var members = end == 0 ? [] : _rest[..end].ToString().Split(',');
        _rest = _rest[(end + 1)..];
        return new RecordShape { Kind = ShapeKind.Enum, Members = members, IsFlags = isFlags, IsNullable = Take("?") };
    }

    private RecordShape Scalar() => new() { Kind = ShapeKind.Scalar, Scalar = Word().ToString(), IsNullable = Take("?") };

    private ReadOnlySpan<char> Word()
    {
        var length = 0;
        while (length < _rest.Length && char.IsAsciiLetterOrDigit(_rest[length])) length++;
        if (length == 0) throw Broken();
        var word = _rest[..length];
        _rest = _rest[length..];
        return word;
    }

    private bool Take(string token)
    {
        if (!_rest.StartsWith(token, StringComparison.Ordinal)) return false;
        _rest = _rest[token.Length..];
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token)) throw Broken();
    }

    private static FormatException Broken() => new("This is no shape of a field.");
}
