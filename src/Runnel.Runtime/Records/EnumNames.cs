using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>
/// An enum's names, as the generator saw them: what writes its values by name and reads them back. A value without a name is a number;
/// a combination of flags is <c>Read, Write</c>.
/// </summary>
/// <typeparam name="T">The enum.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EnumNames<T>
    where T : struct, Enum
{
    private readonly ulong[] _values;
    private readonly JsonEncodedText[] _names;
    private readonly int[] _greatestFirst;
    private readonly bool _isFlags;
    private readonly bool _isSigned;
    private readonly string _expected;

    /// <summary>Takes the enum's members.</summary>
    /// <param name="isFlags">Whether it has <see cref="FlagsAttribute"/>.</param>
    /// <param name="isSigned">Whether its underlying type is signed.</param>
    /// <param name="members">Its members in the order declared; where two have one value, the first is written.</param>
    public EnumNames(bool isFlags, bool isSigned, params ReadOnlySpan<(string Name, T Value)> members)
    {
        _isFlags = isFlags;
        _isSigned = isSigned;
        _values = new ulong[members.Length];
        _names = new JsonEncodedText[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            _values[i] = Bits(members[i].Value);
            _names[i] = JsonEncodedText.Encode(members[i].Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        }

        _greatestFirst = [.. Enumerable.Range(0, isFlags ? _values.Length : 0).OrderByDescending(i => _values[i])];
        _expected = Expectation(typeof(T).Name, members);
    }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    public void Write(ref JsonRecordWriter writer, T value)
    {
        var bits = Bits(value);
        var index = _values.AsSpan().IndexOf(bits);
        if (index >= 0) writer.WritePlainValue(_names[index].EncodedUtf8Bytes);
        else if (!TryWriteFlags(ref writer, bits)) WriteNumber(ref writer, value);
    }

    /// <summary>Writes a value by its number.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    public void WriteNumber(ref JsonRecordWriter writer, T value)
    {
        if (_isSigned) writer.WriteNumberValue((long)Bits(value));
        else writer.WriteNumberValue(Bits(value));
    }

    /// <summary>Writes a value's number as a property's name.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    public void WriteNumberAsName(ref JsonRecordWriter writer, T value)
    {
        if (_isSigned) JsonKeys.WriteInteger(ref writer, (long)Bits(value));
        else JsonKeys.WriteInteger(ref writer, Bits(value));
    }

    /// <summary>Writes a value as a property's name.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    public void WriteName(ref JsonRecordWriter writer, T value)
    {
        var bits = Bits(value);
        var index = _values.AsSpan().IndexOf(bits);
        if (index >= 0) writer.WritePlainName(_names[index].EncodedUtf8Bytes);
        else if (TryWriteFlags(ref writer, bits)) writer.EndName();
        else WriteNumberAsName(ref writer, value);
    }

    /// <summary>Reads the value the reader stands on.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The value.</returns>
    public T Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number)
        {
            if (_isSigned ? !reader.TryGetInt64(out var signed) || !TryValue((ulong)signed, out var value)
                : !reader.TryGetUInt64(out var unsigned) || !TryValue(unsigned, out value))
            {
                JsonReading.Unexpected(ref reader, _expected);
                value = default;
            }

            return value;
        }

        if (reader.TokenType is not JsonTokenType.String || !TryParse(JsonReading.Name(ref reader), out var named))
        {
            JsonReading.Unexpected(ref reader, _expected);
            named = default;
        }

        return named;
    }

    /// <summary>Reads the value that is the property name the reader stands on.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The value.</returns>
    public T ReadName(ref Utf8JsonReader reader)
    {
        var name = JsonReading.Name(ref reader);
        if (TryParse(name, out var value) || TryParseNumber(name, out value)) return value;
        JsonReading.Unexpected(ref reader, _expected);
        return value;
    }

    private static string Expectation(string type, ReadOnlySpan<(string Name, T Value)> members)
    {
        const int Shown = 12;
        var text = new StringBuilder("a name of ").Append(type);
        for (var i = 0; i < members.Length && i < Shown; i++) text.Append(i == 0 ? " (" : ", ").Append(members[i].Name);
        if (members.Length > 0) text.Append(members.Length > Shown ? ", …)" : ")");
        return text.ToString();
    }

    private bool TryParse(ReadOnlySpan<byte> text, out T value)
    {
        if (TryFind(text, out var bits)) return TryValue(bits, out value);
        value = default;
        if (!_isFlags) return false;

        var all = 0UL;
        foreach (var range in text.Split((byte)','))
        {
            if (!TryFind(text[range].Trim((byte)' '), out bits)) return false;
            all |= bits;
        }

        return TryValue(all, out value);
    }

    private bool TryFind(ReadOnlySpan<byte> name, out ulong bits)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (!_names[i].EncodedUtf8Bytes.SequenceEqual(name)) continue;
            bits = _values[i];
            return true;
        }

        bits = 0;
        return false;
    }

    private bool TryParseNumber(ReadOnlySpan<byte> text, out T value)
    {
        value = default;
        return _isSigned
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed) && TryValue((ulong)signed, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned) && TryValue(unsigned, out value);
    }

    /// <summary>Writes a value that no single name has as the fewest flags that make it up, greatest first as in .NET, if there are such.</summary>
    private bool TryWriteFlags(ref JsonRecordWriter writer, ulong bits)
    {
        if (!_isFlags || bits == 0) return false;
        Span<int> parts = stackalloc int[64];
        var count = 0;
        var rest = bits;
        foreach (var index in _greatestFirst)
        {
            if (_values[index] == 0 || (rest & _values[index]) != _values[index]) continue;
            rest &= ~_values[index];
            parts[count++] = index;
        }

        if (rest != 0) return false;
        var text = ReusableBuffer.Take();
        text.Write("\""u8);
        while (count-- > 0)
        {
            text.Write(_names[parts[count]].EncodedUtf8Bytes);
            text.Write(count > 0 ? ", "u8 : "\""u8);
        }

        writer.WriteRawValue(text.WrittenSpan);
        ReusableBuffer.Return(text);
        return true;
    }

    /// <summary>The value's bits, a signed one's sign extended.</summary>
    private ulong Bits(T value) => Unsafe.SizeOf<T>() switch
    {
        1 => _isSigned ? (ulong)Unsafe.BitCast<T, sbyte>(value) : Unsafe.BitCast<T, byte>(value),
        2 => _isSigned ? (ulong)Unsafe.BitCast<T, short>(value) : Unsafe.BitCast<T, ushort>(value),
        4 => _isSigned ? (ulong)Unsafe.BitCast<T, int>(value) : Unsafe.BitCast<T, uint>(value),
        _ => Unsafe.BitCast<T, ulong>(value),
    };

    private bool TryValue(ulong bits, out T value)
    {
        value = Unsafe.SizeOf<T>() switch
        {
            1 => Unsafe.BitCast<byte, T>(unchecked((byte)bits)),
            2 => Unsafe.BitCast<ushort, T>(unchecked((ushort)bits)),
            4 => Unsafe.BitCast<uint, T>(unchecked((uint)bits)),
            _ => Unsafe.BitCast<ulong, T>(bits),
        };
        return Bits(value) == bits; // otherwise it was out of the enum's range
    }
}
