using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Runnel.Records;

namespace Runnel.Tests.Sending;

/// <summary>
/// A key and its running number: what the rules of order are checked with. Both forms are written by hand, so that these tests need no
/// generator.
/// </summary>
public record Numbered(string? Key, long Number, string Text = "") : IPrimitiveRecord<Numbered>
{
    private static readonly RecordDescriptor Description = new(
        "Numbered", true, [new("key", "string?", false), new("number", "long", true), new("text", "string", false)]);

    static RecordDescriptor IRecord<Numbered>.Descriptor => Description;

    static void IRecord<Numbered>.WriteJson(ref JsonRecordWriter writer, Numbered value)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(",\"key\":"u8);
        if (value.Key is null) writer.WriteNullValue();
        else writer.WriteStringValue(value.Key, nameof(Numbered), "key");
        writer.WritePropertyName(",\"number\":"u8);
        writer.WriteNumberValue(value.Number);
        if (value.Text.Length > 0)
        {
            writer.WritePropertyName(",\"text\":"u8);
            writer.WriteStringValue(value.Text, nameof(Numbered), "text");
        }

        writer.WriteEndObject();
    }

    static Numbered IRecord<Numbered>.ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Expected an object.");
        string? key = null;
        var (number, text) = (-1L, "");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "key") key = reader.GetString();
            else if (name == "number") number = reader.GetInt64();
            else if (name == "text") text = reader.GetString()!;
            else reader.Skip();
        }

        return new Numbered(key, number, text);
    }

    static RawFields IPrimitiveRecord<Numbered>.WriteFields(Numbered value)
    {
        List<ReadOnlyMemory<byte>> fields = [];
        if (value.Key is { } key) fields.AddRange(["k"u8.ToArray(), Encoding.UTF8.GetBytes(key)]);
        if (value.Number >= 0) fields.AddRange(["n"u8.ToArray(), Encoding.UTF8.GetBytes(value.Number.ToString(CultureInfo.InvariantCulture))]);
        if (value.Text.Length > 0) fields.AddRange(["t"u8.ToArray(), Encoding.UTF8.GetBytes(value.Text)]);
        return new RawFields([.. fields]);
    }

    static Numbered IPrimitiveRecord<Numbered>.ReadFields(RawFields fields)
    {
        var number = -1L;
        if (fields.TryGetValue("n"u8, out var digits) && !Utf8Parser.TryParse(digits.Span, out number, out _))
            throw new RecordFormatException("Numbered", "number", "a number", Encoding.UTF8.GetString(digits.Span));
        return new Numbered(
            fields.TryGetValue("k"u8, out var key) ? Encoding.UTF8.GetString(key.Span) : null,
            number,
            fields.TryGetValue("t"u8, out var text) ? Encoding.UTF8.GetString(text.Span) : "");
    }
}
