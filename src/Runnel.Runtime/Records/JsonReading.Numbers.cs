using System.Globalization;
using System.Text.Json;

namespace Runnel.Records;

// Numbers: out of range, or a fraction where an integer is expected, is an error, never a rounded value.
public static partial class JsonReading
{
    /// <summary>Reads an 8-bit signed integer.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The value.</returns>
    public static sbyte ReadSByte(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetSByte(out var value)) Unexpected(ref reader, "an integer from -128 to 127", out value);
        return value;
    }

    /// <summary>Reads an 8-bit unsigned integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static byte ReadByte(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetByte(out var value)) Unexpected(ref reader, "an integer from 0 to 255", out value);
        return value;
    }

    /// <summary>Reads a 16-bit signed integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static short ReadInt16(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetInt16(out var value)) Unexpected(ref reader, "an integer of 16 bits", out value);
        return value;
    }

    /// <summary>Reads a 16-bit unsigned integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static ushort ReadUInt16(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetUInt16(out var value)) Unexpected(ref reader, "an unsigned integer of 16 bits", out value);
        return value;
    }

    /// <summary>Reads a 32-bit signed integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static int ReadInt32(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetInt32(out var value)) Unexpected(ref reader, "an integer of 32 bits", out value);
        return value;
    }

    /// <summary>Reads a 32-bit unsigned integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static uint ReadUInt32(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetUInt32(out var value)) Unexpected(ref reader, "an unsigned integer of 32 bits", out value);
        return value;
    }

    /// <summary>Reads a 64-bit signed integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static long ReadInt64(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetInt64(out var value)) Unexpected(ref reader, "an integer of 64 bits", out value);
        return value;
    }

    /// <summary>Reads a 64-bit unsigned integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static ulong ReadUInt64(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetUInt64(out var value)) Unexpected(ref reader, "an unsigned integer of 64 bits", out value);
        return value;
    }

    /// <summary>Reads a 128-bit signed integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static Int128 ReadInt128(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number
            || !Int128.TryParse(Raw(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            Unexpected(ref reader, "an integer of 128 bits", out value);
        return value;
    }

    /// <summary>Reads a 128-bit unsigned integer.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static UInt128 ReadUInt128(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number
            || !UInt128.TryParse(Raw(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            Unexpected(ref reader, "an unsigned integer of 128 bits", out value);
        return value;
    }

    /// <summary>Reads a 16-bit floating-point number; <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c> stand for what JSON has no number for.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static Half ReadHalf(ref Utf8JsonReader reader)
    {
        Half value;
        if (reader.TokenType is JsonTokenType.Number
            ? !Half.TryParse(Raw(ref reader), NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !Half.IsFinite(value)
            : !Named(ref reader, out value))
            Unexpected(ref reader, "a number of 16 bits", out value);
        return value;
    }

    /// <summary>Reads a 32-bit floating-point number; <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c> stand for what JSON has no number for.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static float ReadSingle(ref Utf8JsonReader reader)
    {
        float value;
        if (reader.TokenType is JsonTokenType.Number ? !reader.TryGetSingle(out value) || !float.IsFinite(value) : !Named(ref reader, out value))
            Unexpected(ref reader, "a number of 32 bits", out value);
        return value;
    }

    /// <summary>Reads a 64-bit floating-point number; <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c> stand for what JSON has no number for.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static double ReadDouble(ref Utf8JsonReader reader)
    {
        double value;
        if (reader.TokenType is JsonTokenType.Number ? !reader.TryGetDouble(out value) || !double.IsFinite(value) : !Named(ref reader, out value))
            Unexpected(ref reader, "a number of 64 bits", out value);
        return value;
    }

    /// <summary>Reads a decimal number.</summary>
    /// <inheritdoc cref="ReadSByte"/>
    public static decimal ReadDecimal(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetDecimal(out var value)) Unexpected(ref reader, "a decimal number", out value);
        return value;
    }

    private static bool Named<T>(ref Utf8JsonReader reader, out T value)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        value = default;
        if (reader.TokenType is not JsonTokenType.String) return false;
        if (reader.ValueTextEquals("NaN"u8)) value = T.NaN;
        else if (reader.ValueTextEquals("Infinity"u8)) value = T.PositiveInfinity;
        else if (reader.ValueTextEquals("-Infinity"u8)) value = T.NegativeInfinity;
        else return false;
        return true;
    }
}
