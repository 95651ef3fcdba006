using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What emitted encoders call where <see cref="JsonRecordWriter"/> has no method of its own. Texts as System.Text.Json writes them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class JsonWriting
{
    /// <summary>Encodes a field's name once, for all events.</summary>
    /// <param name="name">The stored name.</param>
    /// <returns>The name, escaped, with its comma in front and its colon behind: <c>,"order_id":</c>.</returns>
    public static byte[] Name(string name) => [(byte)',', .. Text(name), (byte)':'];

    /// <summary>Encodes a text once, for all events.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text, escaped, between its quotes.</returns>
    public static byte[] Text(string text)
        => [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>Writes a nested record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The record.</param>
    public static void WriteRecord<T>(ref JsonRecordWriter writer, T value)
        where T : IRecord<T> => T.WriteJson(ref writer, value);

    /// <summary>Refuses to send a null where the record's type forbids it: no decoder would take it.</summary>
    /// <param name="record">The record's name.</param>
    /// <param name="path">The stored name of the field, <c>[]</c> standing for an element.</param>
    /// <returns>Nothing: it throws.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    public static Exception NullRefused(string record, string path)
        => new ArgumentException($"{record}, field '{path}' is null, but its type is not nullable. The record was not sent; give it a value or make the type nullable.");

    /// <summary>Refuses to send a <c>default(ImmutableArray&lt;T&gt;)</c>, which holds no array.</summary>
    /// <inheritdoc cref="NullRefused"/>
    public static Exception DefaultRefused(string record, string path)
        => new ArgumentException($"{record}, field '{path}' is a default ImmutableArray, which holds no array, not even an empty one. The record was not sent; give it a value, such as [].");

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
    public static void WriteHalf(ref JsonRecordWriter writer, Half value)
    {
        if (Half.IsFinite(value)) writer.WriteNumber(value);
        else writer.WritePlainValue(NameOf(value));
    }

    /// <summary>Writes a 32-bit floating-point number.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteSingle(ref JsonRecordWriter writer, float value)
    {
        if (float.IsFinite(value)) writer.WriteNumber(value);
        else writer.WritePlainValue(NameOf(value));
    }

    /// <summary>Writes a 64-bit floating-point number.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteDouble(ref JsonRecordWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(value);
        else writer.WritePlainValue(NameOf(value));
    }

    /// <summary>Writes a 128-bit signed integer.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteInt128(ref JsonRecordWriter writer, Int128 value) => writer.WriteNumber(value);

    /// <summary>Writes a 128-bit unsigned integer.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteUInt128(ref JsonRecordWriter writer, UInt128 value) => writer.WriteNumber(value);

    /// <summary>Writes a character.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    /// <param name="record">The record's name.</param>
    /// <param name="path">The stored name of the field, <c>[]</c> standing for an element.</param>
    /// <exception cref="ArgumentException">It is half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public static void WriteChar(ref JsonRecordWriter writer, char value, string record, string path)
        => writer.WriteStringValue(new ReadOnlySpan<char>(in value), record, path);

    /// <summary>Writes any JSON value as it was read, without the white space between its parts.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    /// <exception cref="ArgumentException">It is <c>default(JsonElement)</c>, which holds no value.</exception>
    public static void WriteJsonElement(ref JsonRecordWriter writer, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined)
            throw new ArgumentException("A default JsonElement holds no value, not even null. The record was not sent; give it one, such as that of JsonElement.Parse(\"null\").");
        var insert = new JsonInsert(in writer);
        try
        {
            value.WriteTo(insert.Writer);
            insert.MoveTo(ref writer);
        }
        catch (InvalidOperationException) when (insert.Writer.CurrentDepth >= JsonLimits.MaxDepth)
        {
            throw writer.TooDeep();
        }
        finally
        {
            insert.Dispose();
        }
    }

    /// <summary>Writes a version.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteVersion(ref JsonRecordWriter writer, Version value) => writer.WriteText(value, "");

    /// <summary>Writes a date.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteDateOnly(ref JsonRecordWriter writer, DateOnly value) => writer.WriteText(value, "O");

    /// <summary>Writes a time of day.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteTimeOnly(ref JsonRecordWriter writer, TimeOnly value) => WriteTimeSpan(ref writer, value.ToTimeSpan());

    /// <summary>Writes a span of time.</summary>
    /// <inheritdoc cref="WriteHalf"/>
    public static void WriteTimeSpan(ref JsonRecordWriter writer, TimeSpan value) => writer.WriteText(value, "c");

    private static ReadOnlySpan<byte> NameOf<T>(T value)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
        => T.IsNaN(value) ? "NaN"u8 : T.IsPositive(value) ? "Infinity"u8 : "-Infinity"u8;
}
