using System.ComponentModel;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What emitted encoders call where <see cref="Utf8JsonWriter"/> has no method of its own. Texts as System.Text.Json writes them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class JsonWriting
{
    /// <summary>Encodes a field's name once, for all events.</summary>
    /// <param name="name">The stored name.</param>
    /// <returns>The name, escaped.</returns>
    public static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>Writes a nested record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The record.</param>
    public static void WriteRecord<T>(Utf8JsonWriter writer, T value)
        where T : IRecord<T> => T.WriteJson(writer, value);

    /// <summary>Refuses to send a null where the record's type forbids it: no decoder would take it.</summary>
    /// <param name="record">The record's name.</param>
    /// <param name="path">The stored name of the field, <c>[]</c> standing for an element.</param>
    /// <returns>Nothing: it throws.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    public static Exception NullRefused(string record, string path)
        => new ArgumentException($"{record}, field '{path}' is null, but its type is not nullable. The record was not sent; give it a value or make the type nullable.");

    /// <summary>Refuses to send a derived record as its base, which does not name it as a variant: what it adds would be lost.</summary>
    /// <param name="value">The record.</param>
    /// <param name="record">The base record's name.</param>
    /// <returns>Nothing: it throws.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    public static Exception DerivedRefused(object value, string record)
        => new ArgumentException(
            $"A {value?.GetType().Name} cannot be sent as its base record {record}: what it adds would be lost. Name it in a [Variant] of the base, or send it on a stream of its own.");

    /// <summary>Writes a 16-bit floating-point number.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    public static void WriteHalf(Utf8JsonWriter writer, Half value)
    {
        if (Half.IsFinite(value)) Number(writer, value);
        else writer.WriteStringValue(NameOf(value));
    }

    /// <summary>Writes a 32-bit floating-point number.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteSingle(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(NameOf(value));
    }

    /// <summary>Writes a 64-bit floating-point number.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(NameOf(value));
    }

    /// <summary>Writes a 128-bit signed integer.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteInt128(Utf8JsonWriter writer, Int128 value) => Number(writer, value);

    /// <summary>Writes a 128-bit unsigned integer.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteUInt128(Utf8JsonWriter writer, UInt128 value) => Number(writer, value);

    /// <summary>Writes a character.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    /// <exception cref="ArgumentException">It is half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public static void WriteChar(Utf8JsonWriter writer, char value)
    {
        if (char.IsSurrogate(value)) throw new ArgumentException($"The character U+{(int)value:X4} is half of a surrogate pair and cannot be stored by itself.");
        writer.WriteStringValue(new ReadOnlySpan<char>(in value));
    }

    /// <summary>Writes a date.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteDateOnly(Utf8JsonWriter writer, DateOnly value) => Text(writer, value, "O");

    /// <summary>Writes a time of day.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteTimeOnly(Utf8JsonWriter writer, TimeOnly value) => WriteTimeSpan(writer, value.ToTimeSpan());

    /// <summary>Writes a span of time.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteTimeSpan(Utf8JsonWriter writer, TimeSpan value) => Text(writer, value, "c");

    private static void Number<T>(Utf8JsonWriter writer, T value)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[40];
        if (!value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture)) throw new InvalidOperationException("A number has no more than 40 characters.");
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private static void Text<T>(Utf8JsonWriter writer, T value, string format)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[32];
        if (!value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture)) throw new InvalidOperationException("Such a text has no more than 32 characters.");
        writer.WriteStringValue(text[..length]);
    }

    private static ReadOnlySpan<byte> NameOf<T>(T value)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
        => T.IsNaN(value) ? "NaN"u8 : T.IsPositive(value) ? "Infinity"u8 : "-Infinity"u8;
}
