using System.Text.Json;

namespace Runnel.CommandLine;

/// <summary>Dead letters for programs. The names are a contract; more may be added.</summary>
internal static class LetterJson
{
    public static string Write(List<LetterPage> pages) => EventText.Json(isIndented: true, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("sinks");
        foreach (var page in pages)
        {
            json.WriteStartObject();
            json.WriteString("sink", page.Sink.Name);
            json.WriteString("source", page.Sink.Source.Name);
            json.WriteBoolean("has_more", page.HasMore);
            json.WriteStartArray("letters");
            foreach (var letter in page.Letters)
            {
                json.WriteStartObject();
                WriteHead(json, letter);
                if (letter.Record.Key is { } key) json.WriteString("key", EventText.Text(key));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }) + Environment.NewLine;

    public static string Write(LetterSink sink, Letter letter) => EventText.Json(isIndented: true, json =>
    {
        json.WriteStartObject();
        json.WriteString("sink", sink.Name);
        json.WriteString("source", sink.Source.Name);
        WriteHead(json, letter);
        json.WriteString("stack_trace", letter.Dead?.StackTrace);
        if (letter.Problem is null) EventText.WriteEvent(json, letter.Record, letter.Fields);
        json.WriteEndObject();
    }) + Environment.NewLine;

    private static void WriteHead(Utf8JsonWriter json, Letter letter)
    {
        json.WriteString("id", letter.Id.ToString());
        if (letter.At is { } at) json.WriteString("at", at.UtcDateTime);
        json.WriteNumber("returns", letter.Returns);
        if (letter.Problem is not null) json.WriteString("unreadable", letter.Problem);
        if (letter.Dead is not { } dead) return;
        json.WriteString("stream", dead.Stream);
        json.WriteNumber("partition", dead.Partition);
        json.WriteString("event_id", dead.Id);
        json.WriteString("processor", dead.Processor);
        json.WriteNumber("attempts", dead.Attempts);
        json.WriteString("given_up_at", dead.At.UtcDateTime);
        json.WriteString("exception_type", dead.ExceptionType);
        json.WriteString("exception_message", dead.ExceptionMessage);
    }
}
