using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What emitted code calls for the keys of dictionaries, which JSON has as property names. Enums: <see cref="EnumNames{T}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonKeys
{
    /// <summary>Longer than any key but a URI has to be.</summary>
    private const int LongestOnStack = 256;

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
    public static void WriteInteger<T>(ref JsonRecordWriter writer, T key)
        where T : struct, System.Numerics.IBinaryInteger<T> => writer.WriteName(key, default);

    /// <summary>Writes a GUID key.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="key">The key.</param>
    public static void WriteGuid(ref JsonRecordWriter writer, Guid key) => writer.WriteName(key, default);

    /// <summary>Writes a number with a fraction, or <c>NaN</c> and the infinities, as key.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteNumber<T>(ref JsonRecordWriter writer, T key)
        where T : struct, System.Numerics.IFloatingPoint<T> => writer.WriteName(key, default);

    /// <summary>Writes <c>True</c> or <c>False</c>, as System.Text.Json spells them in names.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteBoolean(ref JsonRecordWriter writer, bool key) => writer.WritePlainName(key ? "True"u8 : "False"u8);

    /// <summary>Writes a character as key.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="key">The key.</param>
    /// <param name="record">The record's name.</param>
    /// <param name="path">The stored name of the field, <c>{}</c> standing for an entry.</param>
    /// <exception cref="ArgumentException">It is half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public static void WriteChar(ref JsonRecordWriter writer, char key, string record, string path)
        => writer.WritePropertyName(new ReadOnlySpan<char>(in key), record, path);

    /// <summary>Writes a version as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteVersion(ref JsonRecordWriter writer, Version key) => writer.WriteName(key, default);

    /// <summary>Writes a date and time as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteDateTime(ref JsonRecordWriter writer, DateTime key) => writer.WriteName(key, Instant);

    /// <summary>Writes a date and time with its offset as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteDateTimeOffset(ref JsonRecordWriter writer, DateTimeOffset key) => writer.WriteName(key, Instant);

    /// <summary>Writes a date as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteDateOnly(ref JsonRecordWriter writer, DateOnly key) => writer.WriteName(key, "O");

    /// <summary>Writes a time of day as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteTimeOnly(ref JsonRecordWriter writer, TimeOnly key) => WriteTimeSpan(ref writer, key.ToTimeSpan());

    /// <summary>Writes a span of time as key.</summary>
    /// <inheritdoc cref="WriteGuid"/>
    public static void WriteTimeSpan(ref JsonRecordWriter writer, TimeSpan key) => writer.WriteName(key, "c");

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
        // As System.Text.Json takes them.
        var style = typeof(T) == typeof(byte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong)
            ? NumberStyles.None
            : NumberStyles.AllowLeadingSign;
        if (!T.TryParse(JsonReading.Name(ref reader), style, CultureInfo.InvariantCulture, out var key)) JsonReading.Unexpected(ref reader, "an integer as name");
        return key;
    }

    /// <summary>Reads a GUID key.</summary>
    /// <param name="reader">The reader, on the property name.</param>
    /// <returns>The key.</returns>
    public static Guid ReadGuid(ref Utf8JsonReader reader)
    {
        var name = JsonReading.Name(ref reader);
        if (!Utf8Parser.TryParse(name, out Guid key, out var length) || length != name.Length) JsonReading.Unexpected(ref reader, "a GUID as name");
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
        if (typeof(T) == typeof(decimal))
        {
            // As values are read: of more digits than a decimal holds, half a last one is rounded up, where TryParse rounds to the even one.
            if (!Utf8Parser.TryParse(name, out decimal exact, out var length) || length != name.Length) JsonReading.Unexpected(ref reader, "a number as name");
            return (T)(object)exact;
        }

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
        var size = name.Length + 2;
        var quoted = size <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[size];
        quoted = quoted[..size];
        name.CopyTo(quoted[1..]);
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
}
