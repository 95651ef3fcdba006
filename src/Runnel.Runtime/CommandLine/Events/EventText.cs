using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Runnel.Streams;

namespace Runnel.CommandLine;

/// <summary>Events in a form that can be read: what <c>tail</c> and <c>deadletter</c> have in common.</summary>
internal static class EventText
{
    // It is read from a pipe or a terminal, never put into a page: quotes and umlauts may stay what they are.
    private static readonly JsonWriterOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Document = Line with { Indented = true };

    /// <summary>The time in an id; null: the id was set by hand and holds none.</summary>
    public static DateTimeOffset? TimeOf(EntryId id)
        => id.Milliseconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? id.Timestamp : null;

    /// <summary>JSON of one line, or indented.</summary>
    public static string Json(bool isIndented, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, isIndented ? Document : Line)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The record where it could be read; else the fields, and why.</summary>
    public static void WriteEvent(Utf8JsonWriter json, StoredRecord? record, RawFields fields)
    {
        if (record?.Key is { } key) json.WriteString("key", Text(key));
        if (record is { Problem: null })
        {
            json.WritePropertyName("record");
            json.WriteRawValue(record.Json.Span, skipInputValidation: true);
            return;
        }

        if (record is not null) json.WriteString("problem", record.Problem);
        json.WriteStartArray("fields");
        for (var i = 0; i < fields.Count; i++)
        {
            json.WriteStartObject();
            WriteBytes(json, "name", fields.NameAt(i).Span);
            WriteBytes(json, "value", fields.ValueAt(i).Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>All fields on one line: <c>sale_id="5" amount="9.99" photo=0x89504E</c>.</summary>
    public static string Fields(RawFields fields)
    {
        var text = new StringBuilder();
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0) text.Append(' ');
            text.Append(Name(fields.NameAt(i).Span)).Append('=').Append(Value(fields.ValueAt(i).Span));
        }

        return text.Length == 0 ? "no fields" : text.ToString();
    }

    /// <summary>A name as it is where it is one word of text, else as a value.</summary>
    public static string Name(ReadOnlySpan<byte> name) => IsText(name) && name.IndexOfAny(" =\""u8) < 0 && !name.IsEmpty ? Encoding.UTF8.GetString(name) : Value(name);

    /// <summary>Text in quotes, control characters escaped as in JSON; what is no text as hexadecimal digits.</summary>
    public static string Value(ReadOnlySpan<byte> value)
        => Utf8.IsValid(value)
            ? $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Encoding.UTF8.GetString(value))}\""
            : $"0x{Convert.ToHexString(value)}";

    /// <summary>A key as people type it.</summary>
    public static string Text(ReadOnlySpan<byte> key) => IsText(key) ? Encoding.UTF8.GetString(key) : $"0x{Convert.ToHexString(key)}";

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes)) return false;
        foreach (var one in bytes)
        {
            if (one is < (byte)' ' or 127) return false;
        }

        return true;
    }

    private static void WriteBytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) json.WriteString(name, bytes);
        else json.WriteBase64String($"{name}_base64", bytes);
    }
}
