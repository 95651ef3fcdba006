using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Runnel.Records;

/// <summary>
/// Encodes a primitive record: what emitted code calls for each field. All values of a record share one array (a second one only where
/// strings or bytes need it).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FieldsWriter
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();

    /// <summary>Throws where a string is none that UTF-8 can hold, instead of storing another one.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte>[] _namesAndValues;
    private byte[] _buffer;
    private int _used;
    private int _count;

    /// <summary>Starts a record.</summary>
    /// <param name="fields">How many fields it has at most.</param>
    /// <param name="bytes">How many bytes its values need, about.</param>
    public FieldsWriter(int fields, int bytes)
    {
        _namesAndValues = new ReadOnlyMemory<byte>[2 * fields];
        _buffer = new byte[bytes];
    }

    /// <summary>Encodes a field's name once, for all events.</summary>
    /// <param name="name">The stored name.</param>
    /// <returns>The name in UTF-8.</returns>
    public static ReadOnlyMemory<byte> Name(string name) => Encoding.UTF8.GetBytes(name);

    /// <summary>Adds an integer, in decimal.</summary>
    /// <typeparam name="T">The integer type.</typeparam>
    /// <param name="name">The field.</param>
    /// <param name="value">The value.</param>
    public void AddInteger<T>(ReadOnlyMemory<byte> name, T value)
        where T : struct, System.Numerics.IBinaryInteger<T> => Format(name, value, 40);

    /// <summary>Adds a floating-point number: the shortest text that gives the same number back.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    /// <param name="name">The field.</param>
    /// <param name="value">The value.</param>
    public void AddNumber<T>(ReadOnlyMemory<byte> name, T value)
        where T : struct, System.Numerics.IFloatingPointIeee754<T> => Format(name, value, 32);

    /// <summary>Adds <c>true</c> or <c>false</c>.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The value.</param>
    public void AddBoolean(ReadOnlyMemory<byte> name, bool value) => Add(name, value ? True : False);

    /// <summary>Adds a string in UTF-8.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">It holds half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public void AddString(ReadOnlyMemory<byte> name, string value)
    {
        try
        {
            var most = Strict.GetMaxByteCount(value.Length);
            var size = most <= _buffer.Length - _used ? most : Strict.GetByteCount(value);
            var length = Strict.GetBytes(value, Free(size));
            Take(name, length);
        }
        catch (EncoderFallbackException error)
        {
            throw Surrogates.Refused($"field '{Encoding.UTF8.GetString(name.Span)}'", value[error.Index], error.Index);
        }
    }

    /// <summary>Adds bytes as they are. They are copied: the caller may go on using his array while the event waits to be sent.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The value.</param>
    public void AddBytes(ReadOnlyMemory<byte> name, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Free(value.Length));
        Take(name, value.Length);
    }

    /// <summary>All fields that were added.</summary>
    /// <returns>The fields.</returns>
    public readonly RawFields Fields() => new(_count == _namesAndValues.Length ? _namesAndValues : _namesAndValues[.._count]);

    private void Format<T>(ReadOnlyMemory<byte> name, T value, int most)
        where T : struct, IUtf8SpanFormattable
    {
        int length;
        while (!value.TryFormat(_buffer.AsSpan(_used), out length, default, CultureInfo.InvariantCulture)) Free(most);
        Take(name, length);
    }

    /// <summary>Room for so many bytes; values already added keep the array they are in.</summary>
    private Span<byte> Free(int size)
    {
        if (size > _buffer.Length - _used)
        {
            _buffer = new byte[Math.Max(size, 64)];
            _used = 0;
        }

        return _buffer.AsSpan(_used);
    }

    private void Take(ReadOnlyMemory<byte> name, int length)
    {
        Add(name, new ReadOnlyMemory<byte>(_buffer, _used, length));
        _used += length;
    }

    private void Add(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        _namesAndValues[_count++] = name;
        _namesAndValues[_count++] = value;
    }
}
