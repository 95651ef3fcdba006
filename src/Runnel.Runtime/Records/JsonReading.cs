using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>
/// What emitted decoders call: each method reads the value the reader stands on, and throws a <see cref="JsonException"/> that says
/// what was expected and found where it is another. This file: objects, arrays, names, records.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class JsonReading
{
    /// <summary>Checks that the reader stands on an object.</summary>
    /// <param name="reader">The reader.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StartObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject) Unexpected(ref reader, "an object");
    }

    /// <summary>Checks that the reader stands on an array.</summary>
    /// <param name="reader">The reader.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StartArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartArray) Unexpected(ref reader, "an array");
    }

    /// <summary>Moves to the object's next property name.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>Whether there is one; otherwise the reader stands on the object's end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NextField(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the array's next element.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>Whether there is one; otherwise the reader stands on the array's end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NextElement(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is not JsonTokenType.EndArray;
    }

    /// <summary>Moves from a property's name to its value.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>Whether the value is null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ValueIsNull(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.Null;
    }

    /// <summary>The property name the reader stands on, in UTF-8, unescaped.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The name; valid until the reader moves.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader)
        => reader is { HasValueSequence: false, ValueIsEscaped: false } ? reader.ValueSpan : Unescaped(ref reader);

    /// <summary>Reads a nested record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <returns>The record.</returns>
    public static T ReadRecord<T>(ref Utf8JsonReader reader)
        where T : IRecord<T> => T.ReadJson(ref reader);

    /// <summary>Throws because the value the reader stands on is not the expected one.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="expected">What was expected, in words.</param>
    [DoesNotReturn]
    public static void Unexpected(ref Utf8JsonReader reader, string expected)
        => throw new JsonValueException(expected, JsonErrors.Found(ref reader), reader.TokenStartIndex);

    /// <summary>Throws because the object whose end the reader stands on lacks a field.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="field">The field's stored name.</param>
    [DoesNotReturn]
    public static void Missing(ref Utf8JsonReader reader, string field)
        => throw new JsonValueException("a value", "nothing: the field is missing and has no default", reader.TokenStartIndex, field);

    private static ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        // Unescaping only ever shortens.
        var name = new byte[reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length];
        try
        {
            return name.AsSpan(0, reader.CopyString(name));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or not UTF-8: no field has such a name, so it is compared as it stands.
            if (reader.HasValueSequence) reader.ValueSequence.CopyTo(name);
            else reader.ValueSpan.CopyTo(name);
            return name;
        }
    }

    /// <summary>The bytes of the number or string the reader stands on, as they stand in the text.</summary>
    internal static ReadOnlySpan<byte> Raw(ref Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
}
