using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Runnel.Records;

// Strings, and what is written as one.
public ref partial struct JsonRecordWriter
{
    /// <summary>The longest escape of one character: a pair of <c>\uD83D\uDE00</c>.</summary>
    private const int LongestEscape = 12;

    /// <summary>Which characters are escaped, and how: the same ones for the whole text as for a name.</summary>
    private static readonly JavaScriptEncoder Escapes = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Writes a string.</summary>
    /// <param name="value">The string.</param>
    /// <param name="record">The record's name.</param>
    /// <param name="path">The stored name of the field, <c>[]</c> standing for an element.</param>
    /// <exception cref="ArgumentException">It is null, or holds half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public void WriteStringValue(string? value, string record, string path)
    {
        if (value is null) throw JsonWriting.NullRefused(record, path);
        WriteStringValue(value.AsSpan(), record, path);
    }

    /// <summary>Writes characters as a string.</summary>
    /// <inheritdoc cref="WriteStringValue(string, string, string)"/>
    public void WriteStringValue(scoped ReadOnlySpan<char> value, string record, string path)
    {
        var room = Value(value.Length + 2);
        room[0] = (byte)'"';
        var plain = CopyPlain(value, room[1..]);
        _used += 1 + plain;
        if (plain < value.Length)
        {
            WriteRest(value, plain, record, path);
            room = Room(1);
            plain = -1;
        }

        room[plain + 1] = (byte)'"';
        _used++;
    }

    /// <summary>Writes a string as a property's name.</summary>
    /// <inheritdoc cref="WriteStringValue(string, string, string)"/>
    public void WritePropertyName(string? value, string record, string path)
    {
        WriteStringValue(value, record, path);
        EndName();
    }

    /// <summary>Writes characters as a property's name.</summary>
    /// <inheritdoc cref="WriteStringValue(string, string, string)"/>
    public void WritePropertyName(scoped ReadOnlySpan<char> value, string record, string path)
    {
        WriteStringValue(value, record, path);
        EndName();
    }

    /// <summary>Writes bytes as a base64 string.</summary>
    /// <param name="value">The bytes.</param>
    public void WriteBase64StringValue(scoped ReadOnlySpan<byte> value)
    {
        var room = Value(Base64.GetMaxEncodedToUtf8Length(value.Length) + 2);
        Base64.EncodeToUtf8(value, room[1..], out _, out var length);
        Quote(room, length);
    }

    /// <summary>Writes a date and time.</summary>
    /// <param name="value">The value.</param>
    public void WriteStringValue(DateTime value)
    {
        var room = Value(35);
        Utf8Formatter.TryFormat(value, room[1..], out var length, 'O');
        Quote(room, WithoutZeros(room[1..], length));
    }

    /// <summary>Writes a date and time with its offset.</summary>
    /// <inheritdoc cref="WriteStringValue(DateTime)"/>
    public void WriteStringValue(DateTimeOffset value)
    {
        var room = Value(35);
        Utf8Formatter.TryFormat(value, room[1..], out var length, 'O');
        Quote(room, WithoutZeros(room[1..], length));
    }

    /// <summary>Writes a GUID.</summary>
    /// <inheritdoc cref="WriteStringValue(DateTime)"/>
    public void WriteStringValue(Guid value)
    {
        var room = Value(38);
        Utf8Formatter.TryFormat(value, room[1..], out var length);
        Quote(room, length);
    }

    /// <summary>Writes text in which nothing needs to be escaped.</summary>
    internal void WritePlainValue(scoped ReadOnlySpan<byte> text)
    {
        var room = Value(text.Length + 2);
        text.CopyTo(room[1..]);
        Quote(room, text.Length);
    }

    /// <summary>Writes text in which nothing needs to be escaped as a property's name.</summary>
    internal void WritePlainName(scoped ReadOnlySpan<byte> text)
    {
        WritePlainValue(text);
        EndName();
    }

    /// <summary>Writes what, formatted, has nothing that needs to be escaped.</summary>
    internal void WriteText<T>(T value, scoped ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        var room = Value(LongestFormatted + 2);
        Quote(room, Format(value, room[1..], format));
    }

    /// <summary>Writes as a property's name what, formatted, has nothing that needs to be escaped.</summary>
    internal void WriteName<T>(T value, scoped ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        WriteText(value, format);
        EndName();
    }

    /// <summary>Puts the quotes around what stands in the room after the first one.</summary>
    private void Quote(Span<byte> room, int length)
    {
        room[0] = room[length + 1] = (byte)'"';
        _used += length + 2;
    }

    /// <summary>Makes the string that was written last a property's name.</summary>
    internal void EndName()
    {
        Room(1)[0] = (byte)':';
        _used++;
        _needsComma = false;
    }

    /// <summary>Copies the text's beginning as far as it is ASCII that stands for itself; how far that is. Most texts are nothing else.</summary>
    private static int CopyPlain(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var index = 0;
        for (; Vector128.IsHardwareAccelerated && index <= text.Length - Vector128<ushort>.Count; index += Vector128<ushort>.Count)
        {
            // Less than a space wraps around to more than '~'.
            var letters = Vector128.Create(MemoryMarshal.Cast<char, ushort>(text[index..]));
            var others = Vector128.GreaterThan(letters - Vector128.Create((ushort)' '), Vector128.Create((ushort)('~' - ' ')))
                | Vector128.Equals(letters, Vector128.Create((ushort)'"'))
                | Vector128.Equals(letters, Vector128.Create((ushort)'\\'));
            if (others != Vector128<ushort>.Zero) break;
            Vector128.Narrow(letters, letters).GetLower().CopyTo(bytes[index..]);
        }

        for (; index < text.Length; index++)
        {
            var letter = text[index];
            if (letter is < ' ' or > '~' or '"' or '\\') break;
            bytes[index] = (byte)letter;
        }

        return index;
    }

    /// <summary>Writes a text from the first character that does not stand for itself.</summary>
    private void WriteRest(scoped ReadOnlySpan<char> text, int index, string record, string path)
    {
        while (index < text.Length)
        {
            if (text[index] > '~')
            {
                WriteEncoded(text, index, record, path);
                return;
            }

            WriteEscaped((byte)text[index++]);
            var plain = CopyPlain(text[index..], Room(text.Length - index));
            _used += plain;
            index += plain;
        }
    }

    private void WriteEscaped(byte letter)
    {
        var room = Room(6);
        room[0] = (byte)'\\';
        room[1] = letter switch
        {
            (byte)'"' or (byte)'\\' => letter,
            (byte)'\b' => (byte)'b',
            (byte)'\t' => (byte)'t',
            (byte)'\n' => (byte)'n',
            (byte)'\f' => (byte)'f',
            (byte)'\r' => (byte)'r',
            _ => (byte)'u',
        };
        _used += 2;
        if (room[1] != 'u') return;
        Utf8Formatter.TryFormat(letter, room[2..], out _, new StandardFormat('X', 4));
        _used += 4;
    }

    /// <summary>Writes a text from its first character beyond ASCII.</summary>
    private void WriteEncoded(scoped ReadOnlySpan<char> text, int index, string record, string path)
    {
        const int MostBytesPerCharacter = 3;
        var room = Room(checked((text.Length - index) * MostBytesPerCharacter));
        if (Utf8.FromUtf16(text[index..], room, out var read, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            throw Surrogates.Refused($"{record}, field '{path}'", text[index + read], index + read);

        var escape = Escapes.FindFirstCharacterToEncodeUtf8(room[..length]);
        if (escape < 0)
        {
            _used += length;
            return;
        }

        // Escapes make it longer: what is left makes room for them elsewhere.
        _used += escape;
        var rented = ArrayPool<byte>.Shared.Rent(length - escape);
        var rest = rented.AsSpan(0, length - escape);
        room[escape..length].CopyTo(rest);
        while (rest.Length > 0)
        {
            Escapes.EncodeUtf8(rest, Room(rest.Length + LongestEscape), out var consumed, out var written);
            _used += written;
            rest = rest[consumed..];
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Takes the zeros off the end of the fraction of a time, <c>2020-07-21T22:09:37.0000000Z</c>; how long it then is.</summary>
    private static int WithoutZeros(Span<byte> time, int length)
    {
        const int Point = 19;
        const int FractionEnd = 27;
        var end = FractionEnd;
        while (time[end - 1] == (byte)'0') end--;
        if (end == Point + 1) end = Point;
        time[FractionEnd..length].CopyTo(time[end..]);
        return length - FractionEnd + end;
    }
}
