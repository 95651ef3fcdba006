using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Runnel.Records;

// Strings, and what is written as one.
public ref partial struct JsonRecordWriter
{
    /// <summary>The longest escape of one character: a pair of <c>\uD83D\uDE00</c>.</summary>
    private const int LongestEscape = 12;

    /// <summary>From how many characters on the library's searches, which look at more of them at once, are quicker than our own.</summary>
    private const int LongText = 48;

    /// <summary>ASCII that stands for itself.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

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
    private static int CopyPlain(scoped ReadOnlySpan<char> text, scoped Span<byte> bytes)
    {
        if (text.Length >= LongText)
        {
            var length = text.IndexOfAnyExcept(Plain);
            if (length < 0) length = text.Length;
            return Ascii.FromUtf16(text[..length], bytes, out _) == OperationStatus.Done ? length : throw new UnreachableException();
        }

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

        for (; index < text.Length && IsPlain(text[index]); index++) bytes[index] = (byte)text[index];
        return index;
    }

    private static bool IsPlain(char letter) => letter is >= ' ' and <= '~' and not ('"' or '\\');

    /// <summary>Writes a text from the first character that is not plain.</summary>
    private void WriteRest(scoped ReadOnlySpan<char> text, int index, string record, string path)
    {
        const int MostBytesPerCharacter = 3;
        while (index < text.Length)
        {
            var rest = text[index..];
            var room = Room(checked(rest.Length * MostBytesPerCharacter));
            var length = IsPlain(rest[0]) ? CopyPlain(rest, room) : 0;
            var written = length;
            if (length == 0)
            {
                length = LengthWithoutEscapes(rest);
                Utf8.FromUtf16(rest[..length], room, out _, out written);
            }

            if (length == 0)
            {
                if (Rune.DecodeFromUtf16(rest, out var rune, out length) != OperationStatus.Done) throw Surrogates.Refused($"{record}, field '{path}'", rest[0], index);
                WriteEscaped(rune);
            }

            _used += written;
            index += length;
        }
    }

    /// <summary>How much of a text's beginning is written as it is: what the encoder leaves alone, without pairs of surrogates.</summary>
    private static int LengthWithoutEscapes(scoped ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (IsPlain(text[length]) || !(char.IsSurrogate(text[length]) || Escapes.WillEncode(text[length])))) length++;
        return length;
    }

    private void WriteEscaped(Rune rune)
    {
        var room = Room(LongestEscape);
        var letter = rune.Value switch
        {
            '"' or '\\' => (byte)rune.Value,
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => default,
        };
        if (letter != default)
        {
            room[0] = (byte)'\\';
            room[1] = letter;
            _used += 2;
            return;
        }

        // As a number, one of a pair or two: the encoder knows.
        Span<byte> utf8 = stackalloc byte[4];
        Escapes.EncodeUtf8(utf8[..rune.EncodeToUtf8(utf8)], room, out _, out var written);
        _used += written;
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
