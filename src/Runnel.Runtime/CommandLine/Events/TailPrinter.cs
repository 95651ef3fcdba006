using System.Globalization;
using System.Text;
using Runnel.Streams;

namespace Runnel.CommandLine;

/// <summary>One line for each event.</summary>
internal sealed class TailPrinter(TextWriter output, bool isRaw, bool isJson)
{
    public bool NeedsRecord => !isRaw;

    public Task PrintAsync(RawEvent raw, StoredRecord? record)
        => output.WriteLineAsync(isJson ? Json(raw, isRaw ? null : record) : Text(raw, isRaw ? null : record));

    private static string Text(RawEvent raw, StoredRecord? record)
    {
        var at = EventText.TimeOf(raw.Id)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "-";
        var returns = raw.Returns > 0 ? string.Create(CultureInfo.InvariantCulture, $" (came back {raw.Returns})") : "";
        var body = record is { Problem: null } ? Encoding.UTF8.GetString(record.Json.Span) : EventText.Fields(raw.Fields);
        var problem = record?.Problem is { } reason ? $" (cannot be decoded: {Brokers.FailureNote.FirstLine(reason)})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{at} {raw.Stream}/{raw.Partition} {raw.Id}{returns} {body}{problem}");
    }

    private static string Json(RawEvent raw, StoredRecord? record) => EventText.Json(isIndented: false, json =>
    {
        json.WriteStartObject();
        json.WriteString("stream", raw.Stream);
        json.WriteNumber("partition", raw.Partition);
        json.WriteString("id", raw.Id.ToString());
        if (EventText.TimeOf(raw.Id) is { } at) json.WriteString("at", at.UtcDateTime);
        json.WriteNumber("returns", raw.Returns);
        EventText.WriteEvent(json, record, raw.Fields);
        json.WriteEndObject();
    });
}
