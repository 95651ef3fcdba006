using System.Buffers;
using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Runnel.Records;

/// <summary>
/// What emitted encoders write a record's JSON with: straight into the buffer, byte for byte what <see cref="System.Text.Json.Utf8JsonWriter"/>
/// writes without white space. It checks no order of calls (emitted code writes well-formed JSON), only depth and text. This file: objects,
/// arrays and what has no text in it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct JsonRecordWriter
{
    /// <summary>The least room that is asked for at once.</summary>
    private const int LeastRoom = 256;

    /// <summary>More than the longest number, time or version has, in bytes.</summary>
    private const int LongestFormatted = 48;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _room;
    private int _used;
    private bool _needsComma;

    internal JsonRecordWriter(IBufferWriter<byte> output) => _output = output;

    /// <summary>How many objects and arrays are open.</summary>
    internal int Depth { get; private set; }

    /// <summary>Whether writing failed because more objects and arrays are inside each other than can be stored.</summary>
    internal bool IsTooDeep { get; private set; }

    /// <summary>Starts an object.</summary>
    public void WriteStartObject() => Open((byte)'{');

    /// <summary>Ends an object.</summary>
    public void WriteEndObject() => Close((byte)'}');

    /// <summary>Starts an array.</summary>
    public void WriteStartArray() => Open((byte)'[');

    /// <summary>Ends an array.</summary>
    public void WriteEndArray() => Close((byte)']');

    /// <summary>Writes a field's name.</summary>
    /// <param name="name">The name as <see cref="JsonWriting.Name"/> encodes it: its comma in front, its colon behind.</param>
    public void WritePropertyName(scoped ReadOnlySpan<byte> name)
    {
        if (!_needsComma) name = name[1..];
        name.CopyTo(Room(name.Length));
        _used += name.Length;
        _needsComma = false;
    }

    /// <summary>Writes a value that is JSON as it stands.</summary>
    /// <param name="json">The JSON.</param>
    public void WriteRawValue(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(Value(json.Length));
        _used += json.Length;
    }

    /// <summary>Writes null.</summary>
    public void WriteNullValue() => WriteRawValue("null"u8);

    /// <summary>Writes true or false.</summary>
    /// <param name="value">The value.</param>
    public void WriteBooleanValue(bool value) => WriteRawValue(value ? "true"u8 : "false"u8);

    /// <summary>Writes an integer.</summary>
    /// <inheritdoc cref="WriteBooleanValue"/>
    public void WriteNumberValue(long value)
    {
        Utf8Formatter.TryFormat(value, Value(20), out var length);
        _used += length;
    }

    /// <summary>Writes an integer.</summary>
    /// <inheritdoc cref="WriteBooleanValue"/>
    public void WriteNumberValue(ulong value)
    {
        Utf8Formatter.TryFormat(value, Value(20), out var length);
        _used += length;
    }

    /// <summary>Writes a decimal number.</summary>
    /// <inheritdoc cref="WriteBooleanValue"/>
    public void WriteNumberValue(decimal value)
    {
        Utf8Formatter.TryFormat(value, Value(31), out var length);
        _used += length;
    }

    /// <summary>Writes a number of any kind.</summary>
    internal void WriteNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        var length = Format(value, Value(LongestFormatted), default);
        _used += length;
    }

    /// <summary>Hands what was written to the buffer.</summary>
    internal void Flush()
    {
        if (_used == 0) return;
        _output.Advance(_used);
        _room = _room[_used..];
        _used = 0;
    }

    /// <summary>Fails because there would be more objects and arrays inside each other than can be stored.</summary>
    internal InvalidOperationException TooDeep()
    {
        IsTooDeep = true;
        return new InvalidOperationException($"More than {JsonLimits.MaxDepth} objects and arrays are inside each other.");
    }

    private static int Format<T>(T value, Span<byte> room, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
        => value.TryFormat(room, out var length, format, CultureInfo.InvariantCulture)
            ? length
            : throw new InvalidOperationException($"A {typeof(T).Name} has more than {LongestFormatted} bytes.");

    private void Open(byte bracket)
    {
        if (Depth == JsonLimits.MaxDepth) throw TooDeep();
        Value(1)[0] = bracket;
        _used++;
        Depth++;
        _needsComma = false;
    }

    private void Close(byte bracket)
    {
        Room(1)[0] = bracket;
        _used++;
        Depth--;
        _needsComma = true;
    }

    /// <summary>Room for a value of so many bytes, after the comma that it may need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Value(int size)
    {
        var room = Room(size + 1);
        if (!_needsComma)
        {
            _needsComma = true;
            return room;
        }

        room[0] = (byte)',';
        _used++;
        return room[1..];
    }

    /// <summary>Room for so many bytes. Who writes to it adds to <see cref="_used"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Room(int size)
    {
        if (_room.Length - _used < size) Grow(size);
        return _room[_used..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        if (_used > 0) _output.Advance(_used);
        _room = _output.GetSpan(Math.Max(size, LeastRoom));
        _used = 0;
    }
}
