using System.Text.Json;
using Runnel.Records;

namespace Runnel.Tests.Hosting;

/// <summary>A record written by hand, so that what is tested here does not depend on the generator.</summary>
internal sealed record Sale(int SaleId, double Amount) : IRecord<Sale>
{
    static RecordDescriptor IRecord<Sale>.Descriptor { get; } =
        new("Sale", false, [new RecordField("sale_id", "int", true, "int32"), new RecordField("amount", "double", true, "float64")]);

    static void IRecord<Sale>.WriteJson(ref JsonRecordWriter writer, Sale value)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(",\"sale_id\":"u8);
        writer.WriteNumberValue(value.SaleId);
        writer.WritePropertyName(",\"amount\":"u8);
        JsonWriting.WriteDouble(ref writer, value.Amount);
        writer.WriteEndObject();
    }

    static Sale IRecord<Sale>.ReadJson(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new RecordFormatException("Sale", "", "an object", document.RootElement.ValueKind.ToString());
        return new Sale((int)Number(document, "sale_id"), Number(document, "amount"));
    }

    private static double Number(JsonDocument document, string field)
    {
        if (!document.RootElement.TryGetProperty(field, out var value)) throw new RecordFormatException("Sale", field, "a number", "nothing");
        if (value.ValueKind != JsonValueKind.Number) throw new RecordFormatException("Sale", field, "a number", value.ValueKind.ToString());
        return value.GetDouble();
    }
}
