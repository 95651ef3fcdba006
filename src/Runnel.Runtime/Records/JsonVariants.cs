using System.ComponentModel;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What the emitted code of a record with variants calls.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonVariants
{
    /// <summary>Writes a variant's fields into the object that the writer is in.</summary>
    /// <typeparam name="T">The variant.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The record.</param>
    public static void WriteFields<T>(ref JsonRecordWriter writer, T value)
        where T : IVariantRecord<T> => T.WriteJsonFields(ref writer, value);

    /// <summary>Reads a variant from the object that the reader stands on; its base's discriminator is a field it does not know.</summary>
    /// <typeparam name="T">The variant.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <returns>The record.</returns>
    public static T ReadFields<T>(ref Utf8JsonReader reader)
        where T : IVariantRecord<T> => T.ReadJsonFields(ref reader);

    /// <summary>Goes from an object's start to the value of its discriminator, wherever in the object that stands. The first one counts.</summary>
    /// <param name="reader">The reader, of which the caller has kept a copy.</param>
    /// <param name="discriminator">The stored name of the discriminator.</param>
    /// <returns>Whether there is one; otherwise the reader stands on the object's end.</returns>
    public static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> discriminator)
    {
        JsonReading.StartObject(ref reader);
        while (JsonReading.NextField(ref reader))
        {
            var isFound = JsonReading.Name(ref reader).SequenceEqual(discriminator);
            reader.Read();
            if (isFound) return true;
            reader.Skip();
        }

        return false;
    }

    /// <summary>The variant's name that the reader stands on, in UTF-8, unescaped; empty, which no variant is called, for what is no string.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The name; valid until the reader moves.</returns>
    public static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader)
        => reader.TokenType is JsonTokenType.String ? JsonReading.Name(ref reader) : default;

    /// <summary>What to throw where the discriminator that the reader stands on names no variant.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="names">What is allowed, in words.</param>
    /// <returns>The exception.</returns>
    public static Exception Unknown(ref Utf8JsonReader reader, string names)
        => new JsonValueException(names, JsonErrors.Found(ref reader), reader.TokenStartIndex);

    /// <summary>What to throw where the object whose end the reader stands on has no discriminator.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="discriminator">The stored name of the discriminator.</param>
    /// <param name="names">What is allowed, in words.</param>
    /// <returns>The exception.</returns>
    public static Exception Missing(ref Utf8JsonReader reader, string discriminator, string names)
        => new JsonValueException(names, "nothing: the field is missing, and it says which variant this is", reader.TokenStartIndex, discriminator);
}
