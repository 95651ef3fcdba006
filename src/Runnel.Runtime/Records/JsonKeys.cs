using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What emitted code calls for the keys of dictionaries, which JSON has as property names. Enums: <see cref="EnumNames{T}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonKeys
{
    /// <summary>As the writer writes dates and times: no zeros at the fraction's end.</summary>
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    /// <summary>Reads the value that is a JSON string.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="reader">The reader, on the string.</param>
    /// <returns>The value.</returns>
    public delegate T ReadText<T>(ref Utf8JsonReader reader);

    /// <summary>Writes an integer key.</summary>
    /// <typeparam name="T">The integer type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="key">The key.</param>
    public static void WriteInteger<T>(Utf8JsonWriter writer, T key)
        where T : struct, System.Numerics.IBinaryInteger<T> => Text(writer, key, default);

    /// <summary>Writes a GUID key.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="key">The key.</param>
    public static void WriteGuid(Utf8JsonWriter writer, Guid key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> text = stackalloc byte[36];
        key.TryFormat(text, out _);
        writer.WritePropertyName(text);
    }

    /// <summary>Writes a number with a fraction, or <c>NaN</c> and the infinities, as key.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteNumber<T>(Utf8JsonWriter writer, T key)
        where T : struct, System.Numerics.IFloatingPoint<T> => Text(writer, key, default);

    /// <summary>Writes <c>True</c> or <c>False</c>, as System.Text.Json spells them in names.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteBoolean(Utf8JsonWriter writer, bool key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(key ? "True"u8 : "False"u8);
    }

    /// <summary>Writes a character as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    /// <exception cref="ArgumentException">It is half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public static void WriteChar(Utf8JsonWriter writer, char key)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (char.IsSurrogate(key)) throw Surrogates.Refused("The key of a dictionary", key, 0);
        writer.WritePropertyName(new ReadOnlySpan<char>(in key));
    }

    /// <summary>Writes a date and time as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteDateTime(Utf8JsonWriter writer, DateTime key) => Text(writer, key, Instant);

    /// <summary>Writes a date and time with its offset as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteDateTimeOffset(Utf8JsonWriter writer, DateTimeOffset key) => Text(writer, key, Instant);

    /// <summary>Writes a date as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteDateOnly(Utf8JsonWriter writer, DateOnly key) => Text(writer, key, "O");

    /// <summary>Writes a time of day as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteTimeOnly(Utf8JsonWriter writer, TimeOnly key) => WriteTimeSpan(writer, key.ToTimeSpan());

    /// <summary>Writes a span of time as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteTimeSpan(Utf8JsonWriter writer, TimeSpan key) => Text(writer, key, "c");

    /// <summary>Reads a string key.</summary>
    /// <param name="reader">The reader, on the property name.</param>
    /// <returns>The key.</returns>
    public static string ReadString(ref Utf8JsonReader reader) => reader.GetString()!;

    /// <summary>Reads an integer key.</summary>
    /// <typeparam name="T">The integer type.</typeparam>
    /// <param name="reader">The reader, on the property name.</param>
    /// <returns>The key.</returns>
    public static T ReadInteger<T>(ref Utf8JsonReader reader)
        where T : struct, System.Numerics.IBinaryInteger<T>
    {
        if (!T.TryParse(JsonReading.Name(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key))
            JsonReading.Unexpected(ref reader, "an integer as name");
        return key;
    }

    /// <summary>Reads a GUID key.</summary>
    /// <param name="reader">The reader, on the property name.</param>
    /// <returns>The key.</returns>
    public static Guid ReadGuid(ref Utf8JsonReader reader)
    {
        if (!Guid.TryParseExact(System.Text.Encoding.UTF8.GetString(JsonReading.Name(ref reader)), "D", out var key)) JsonReading.Unexpected(ref reader, "a GUID as name");
        return key;
    }

    /// <summary>Reads a key that is a number with a fraction, or <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    /// <inheritdoc cref="ReadGuid"/>
    public static T ReadNumber<T>(ref Utf8JsonReader reader)
        where T : struct, System.Numerics.IFloatingPoint<T>
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var name = JsonReading.Name(ref reader);

        // What is too great is read as infinity: only the word itself may be.
        if (!T.TryParse(name, Style, CultureInfo.InvariantCulture, out var key) || (T.IsInfinity(key) && !name.EndsWith("Infinity"u8)))
            JsonReading.Unexpected(ref reader, "a number as name");
        return key;
    }

    /// <summary>Reads a key that is true or false, in upper or lower case.</summary>
    /// <inheritdoc cref="ReadGuid"/>
    public static bool ReadBoolean(ref Utf8JsonReader reader)
    {
        var name = JsonReading.Name(ref reader);
        if (System.Text.Ascii.EqualsIgnoreCase(name, "true"u8)) return true;
        if (!System.Text.Ascii.EqualsIgnoreCase(name, "false"u8)) JsonReading.Unexpected(ref reader, "true or false as name");
        return false;
    }

    /// <summary>Reads a key that is written as the same value is in a JSON string.</summary>
    /// <typeparam name="T">The key's type.</typeparam>
    /// <param name="reader">The reader, on the property name.</param>
    /// <param name="read">Reads the value.</param>
    /// <returns>The key.</returns>
    public static T Read<T>(ref Utf8JsonReader reader, ReadText<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var name = JsonReading.Raw(ref reader);
        var quoted = new byte[name.Length + 2];
        name.CopyTo(quoted.AsSpan(1));
        quoted[0] = quoted[^1] = (byte)'"';
        var value = new Utf8JsonReader(quoted);
        value.Read();
        try
        {
            return read(ref value);
        }
        catch (JsonValueException error)
        {
            JsonReading.Unexpected(ref reader, error.Expected + " as name");
            throw;
        }
    }

    private static void Text<T>(Utf8JsonWriter writer, T key, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> text = stackalloc byte[48];
        if (!key.TryFormat(text, out var length, format, CultureInfo.InvariantCulture)) throw new InvalidOperationException("Such a key has no more than 48 characters.");
        writer.WritePropertyName(text[..length]);
    }
}
