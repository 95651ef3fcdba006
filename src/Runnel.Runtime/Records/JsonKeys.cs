using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Runnel.Records;

/// <summary>What emitted code calls for the keys of dictionaries, which JSON has as property names. Enums: <see cref="EnumNames{T}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonKeys
{
    /// <summary>Writes an integer key.</summary>
    /// <typeparam name="T">The integer type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="key">The key.</param>
    public static void WriteInteger<T>(Utf8JsonWriter writer, T key)
        where T : struct, System.Numerics.IBinaryInteger<T>
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> text = stackalloc byte[40];
        if (!key.TryFormat(text, out var length, default, CultureInfo.InvariantCulture)) throw new InvalidOperationException("An integer has no more than 40 digits.");
        writer.WritePropertyName(text[..length]);
    }

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
}
