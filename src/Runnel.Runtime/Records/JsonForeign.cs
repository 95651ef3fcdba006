using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Runnel.Records;

/// <summary>
/// What emitted code calls for fields of types that only the record's <see cref="JsonSerializerContext"/> knows: System.Text.Json writes and
/// reads them in place, by the context's options.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonForeign
{
    /// <summary>What a context knows of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="context">The context.</param>
    /// <returns>How to write and read it.</returns>
    /// <exception cref="InvalidOperationException">The context does not know the type.</exception>
    public static JsonTypeInfo<T> InfoOf<T>(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
            ?? throw new InvalidOperationException($"{context.GetType().Name} does not know {typeof(T)}: add [JsonSerializable(typeof({typeof(T).Name}))] to it.");
    }

    /// <summary>Writes a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    /// <param name="info">What the context knows of the type.</param>
    /// <param name="record">The record's name.</param>
    /// <param name="path">The stored name of the field, <c>[]</c> standing for an element.</param>
    /// <exception cref="ArgumentException">System.Text.Json cannot write it.</exception>
    public static void Write<T>(ref JsonRecordWriter writer, T value, JsonTypeInfo<T> info, string record, string path)
    {
        ArgumentNullException.ThrowIfNull(info);
        var insert = new JsonInsert(in writer);
        try
        {
            JsonSerializer.Serialize(insert.Writer, value, info);
            insert.MoveTo(ref writer);
        }
        catch (Exception error)
        {
            throw new ArgumentException(
                $"{record}, field '{path}': {ContextOf(info)} cannot write this {info.Type.Name} ({error.GetType().Name}: {error.Message}). The record was not sent.", error);
        }
        finally
        {
            insert.Dispose();
        }
    }

    /// <summary>Reads a value, which JSON's null is only of types that say so, such as <see cref="JsonElement"/>.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="reader">The reader, on the value's first token; afterwards on its last.</param>
    /// <param name="info">What the context knows of the type.</param>
    /// <returns>The value.</returns>
    public static T Read<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> info)
    {
        ArgumentNullException.ThrowIfNull(info);
        var start = reader;
        var position = reader.TokenStartIndex;
        T? value;
        try
        {
            value = JsonSerializer.Deserialize(ref reader, info);
        }
        catch (Exception error)
        {
            start.Skip(); // Text that is no JSON is found to be none here once more, and reported as such.
            throw new JsonForeignException(Expected(info), position, error);
        }

        if (value is null) JsonReading.Unexpected(ref start, Expected(info));
        return value;
    }

    private static string Expected(JsonTypeInfo info) => $"what {ContextOf(info)} reads as {info.Type.Name}";

    private static string ContextOf(JsonTypeInfo info) => info.OriginatingResolver?.GetType().Name ?? "System.Text.Json";
}
