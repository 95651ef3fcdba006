using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Runnel.Records;

/// <summary>Decodes a primitive record: what emitted code calls for each field. Names of methods are those of <see cref="JsonReading"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FieldReading
{
    private const int ShownBytes = 40;

    /// <summary>Reads an integer in decimal.</summary>
    /// <typeparam name="T">The integer type.</typeparam>
    /// <param name="value">The field's value as stored.</param>
    /// <param name="record">The record's name.</param>
    /// <param name="field">The field's name.</param>
    /// <returns>The value.</returns>
    /// <exception cref="RecordFormatException">It is another value.</exception>
    public static T ReadInteger<T>(ReadOnlySpan<byte> value, string record, string field)
        where T : struct, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        if (!T.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var result))
            Unexpected(value, record, field, $"an integer from {T.MinValue} to {T.MaxValue}");
        return result;
    }

    /// <summary>Reads a floating-point number, <c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c>.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    /// <inheritdoc cref="ReadInteger"/>
    public static T ReadNumber<T>(ReadOnlySpan<byte> value, string record, string field)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!T.TryParse(value, Style, CultureInfo.InvariantCulture, out var result)
            || (T.IsInfinity(result) && !value.EndsWith("y"u8)))
            Unexpected(value, record, field, typeof(T) == typeof(float) ? "a number of 32 bits" : "a number of 64 bits");
        return result;
    }

    /// <summary>Reads <c>true</c> or <c>false</c>; <c>1</c> and <c>0</c>, which other programs write, count too.</summary>
    /// <inheritdoc cref="ReadInteger"/>
    public static bool ReadBoolean(ReadOnlySpan<byte> value, string record, string field)
    {
        if (value.SequenceEqual("true"u8) || value.SequenceEqual("1"u8)) return true;
        if (!value.SequenceEqual("false"u8) && !value.SequenceEqual("0"u8)) Unexpected(value, record, field, "true or false");
        return false;
    }

    /// <summary>Reads a string in UTF-8.</summary>
    /// <inheritdoc cref="ReadInteger"/>
    public static string ReadString(ReadOnlySpan<byte> value, string record, string field)
    {
        if (!Utf8.IsValid(value)) Unexpected(value, record, field, "text in UTF-8");
        return Encoding.UTF8.GetString(value);
    }

    /// <summary>Reads bytes as they are. They are copied, so that a record never keeps a whole reply from the server alive.</summary>
    /// <param name="value">The field's value as stored.</param>
    /// <returns>The bytes.</returns>
    public static byte[] ReadBytes(ReadOnlySpan<byte> value) => value.ToArray();

    /// <summary>Throws because a field is missing and has no default.</summary>
    /// <param name="record">The record's name.</param>
    /// <param name="field">The field's name.</param>
    [DoesNotReturn]
    public static void Missing(string record, string field)
        => throw new RecordFormatException(record, field, "a value", "nothing: the field is missing and has no default");

    [DoesNotReturn]
    private static void Unexpected(ReadOnlySpan<byte> value, string record, string field, string expected)
    {
        var shown = value.Length > ShownBytes ? value[..ShownBytes] : value;
        var found = Utf8.IsValid(shown)
            ? "\"" + Encoding.UTF8.GetString(shown) + (value.Length > ShownBytes ? "…\"" : "\"")
            : "the bytes 0x" + Convert.ToHexString(shown) + (value.Length > ShownBytes ? "…" : "");
        throw new RecordFormatException(record, field, expected, found);
    }
}
