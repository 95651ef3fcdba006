using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Runnel.Records;

// Everything but numbers; texts as System.Text.Json writes them.
public static partial class JsonReading
{
    // In bytes as they stand: the longest that is written, each character escaped. System.Text.Json draws the line here too.
    private const int LongestTime = 96;
    private const int LongestTimeSpan = 156;
    private const int LongestVersion = 258;

    // A character as \u0041.
    private const int LongestEscape = 6;

    /// <summary>Reads true or false.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static bool ReadBoolean(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) Unexpected(ref reader, "true or false");
        return reader.TokenType is JsonTokenType.True;
    }

    /// <summary>Reads a string.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static string ReadString(ref Utf8JsonReader reader) => ReadString(ref reader, "a string");

    /// <summary>Reads a string of one UTF-16 character.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static char ReadChar(ref Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[LongestEscape];
        if (reader.TokenType is not JsonTokenType.String || Length(in reader) > LongestEscape || reader.CopyString(text) != 1)
            Unexpected(ref reader, "a string of one character");
        return text[0];
    }

    /// <summary>Reads bytes, which are a base64 string.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static byte[] ReadBytes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.String || !reader.TryGetBytesFromBase64(out var value)) Unexpected(ref reader, "a base64 string", out value);
        return value!;
    }

    /// <summary>Reads bytes, which are a base64 string.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static ReadOnlyMemory<byte> ReadByteMemory(ref Utf8JsonReader reader) => ReadBytes(ref reader);

    /// <summary>Reads a date and time.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static DateTime ReadDateTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.String || !reader.TryGetDateTime(out var value))
            UnexpectedTime(ref reader, "a date and time such as \"2020-07-21T22:09:37Z\"", out value);
        return value;
    }

    /// <summary>Reads a date and time with its offset.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static DateTimeOffset ReadDateTimeOffset(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.String || !reader.TryGetDateTimeOffset(out var value))
            UnexpectedTime(ref reader, "a date and time such as \"2020-07-21T22:09:37+02:00\"", out value);
        return value;
    }

    /// <summary>Reads a date.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static DateOnly ReadDateOnly(ref Utf8JsonReader reader)
    {
        Span<char> buffer = stackalloc char[10];
        if (!TryShortText(ref reader, buffer, out var length)
            || !DateOnly.TryParseExact(buffer[..length], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value))
            Unexpected(ref reader, "a date such as \"2020-07-21\"", out value);
        return value;
    }

    /// <summary>Reads a time of day.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static TimeOnly ReadTimeOnly(ref Utf8JsonReader reader)
    {
        if (!TryTime(ref reader, LongestTime, isTimeOfDay: true, out var value) || value < TimeSpan.Zero || value.Days > 0)
            UnexpectedTime(ref reader, "a time of day such as \"22:09:37\"", out value);
        return TimeOnly.FromTimeSpan(value);
    }

    /// <summary>Reads a span of time.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static TimeSpan ReadTimeSpan(ref Utf8JsonReader reader)
    {
        if (!TryTime(ref reader, LongestTimeSpan, isTimeOfDay: false, out var value)) Unexpected(ref reader, "a time span such as \"1.02:30:00\"", out value);
        return value;
    }

    /// <summary>Reads a GUID.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static Guid ReadGuid(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.String || !reader.TryGetGuid(out var value))
            Unexpected(ref reader, "a GUID such as \"7c9e6679-7425-40de-944b-e07fc1f90ae7\"", out value);
        return value;
    }

    /// <summary>Reads a URI, absolute or relative.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static Uri ReadUri(ref Utf8JsonReader reader)
    {
        if (!Uri.TryCreate(ReadString(ref reader, "a URI"), UriKind.RelativeOrAbsolute, out var value)) Unexpected(ref reader, "a URI", out value);
        return value!;
    }

    /// <summary>Reads a version.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static Version ReadVersion(ref Utf8JsonReader reader)
    {
        // Version itself takes white space and signs at both ends, and forgets them.
        Span<char> text = stackalloc char[LongestVersion];
        if (!TryShortText(ref reader, text, out var length)
            || length == 0 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[length - 1]) || !Version.TryParse(text[..length], out var value))
            Unexpected(ref reader, "a version such as \"1.2.3\"", out value);
        return value!;
    }

    /// <summary>Reads any JSON value, null too. Its texts are checked now: a record that could be decoded can be encoded.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static JsonElement ReadJsonElement(ref Utf8JsonReader reader)
    {
        var inside = reader;
        var isNested = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        try
        {
            do CheckText(ref inside);
            while (isNested && inside.Read() && inside.CurrentDepth > reader.CurrentDepth);
        }
        catch (InvalidOperationException error)
        {
            throw JsonErrors.BrokenText(in inside, error);
        }

        return JsonElement.ParseValue(ref reader);
    }

    private static string ReadString(ref Utf8JsonReader reader, string expected)
    {
        if (reader.TokenType is not JsonTokenType.String) Unexpected(ref reader, expected);
        return reader.GetString()!;
    }

    private static void CheckText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) return;
        if (reader.ValueIsEscaped || !Utf8.IsValid(Raw(ref reader))) _ = reader.GetString(); // throws where the text is broken
    }

    /// <summary>How long a string is as it stands, escapes and all.</summary>
    private static long Length(in Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;

    /// <summary>A string that, unescaped, fits where it is to go; texts of dates and the like have a greatest length.</summary>
    private static bool TryShortText(ref Utf8JsonReader reader, scoped Span<char> text, out int length)
    {
        length = 0;
        if (reader.TokenType is not JsonTokenType.String) return false;
        var size = Length(in reader);
        if (size > text.Length * (reader.ValueIsEscaped ? LongestEscape : 1)) return false;
        Span<byte> utf8 = stackalloc byte[(int)size];
        utf8 = utf8[..reader.CopyString(utf8)];
        return utf8.Length <= text.Length && Ascii.ToUtf16(utf8, text, out length) == OperationStatus.Done;
    }

    /// <summary>Reads what System.Text.Json reads as a time, by the same parser.</summary>
    private static bool TryTime(ref Utf8JsonReader reader, int longest, bool isTimeOfDay, out TimeSpan value)
    {
        value = default;
        if (reader.TokenType is not JsonTokenType.String) return false;
        var size = Length(in reader);
        if (size > longest) return false;
        Span<byte> utf8 = stackalloc byte[(int)size];
        utf8 = utf8[..reader.CopyString(utf8)];

        // The parser itself takes white space in front, and for a time of day a number of days alone.
        return utf8.Length > 0
            && (isTimeOfDay ? char.IsAsciiDigit((char)utf8[0]) && utf8.IndexOfAny((byte)'.', (byte)':') >= 0 : utf8[0] == '-' || char.IsAsciiDigit((char)utf8[0]))
            && Utf8Parser.TryParse(utf8, out value, out var length, 'c')
            && length == utf8.Length;
    }

    /// <summary>Says so where it is a leap second: the text looks right, and other programs take it.</summary>
    [DoesNotReturn]
    private static void UnexpectedTime<T>(ref Utf8JsonReader reader, string expected, out T value)
    {
        value = default!;
        var text = reader.TokenType is JsonTokenType.String ? Raw(ref reader) : default;
        var seconds = text.IndexOf(":60"u8);
        var isLeapSecond = seconds >= 3 && text[seconds - 3] == (byte)':';
        Unexpected(ref reader, isLeapSecond ? expected + ", with seconds up to 59 (.NET has no leap seconds)" : expected);
    }

    [DoesNotReturn]
    private static void Unexpected<T>(ref Utf8JsonReader reader, string expected, out T value)
    {
        // The out parameter is for definite assignment only.
        value = default!;
        Unexpected(ref reader, expected);
    }
}
