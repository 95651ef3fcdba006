using System.Text.Json;

namespace Runnel.CommandLine;

/// <summary>A look of <c>top</c> for programs, in one line. The names are a contract; more may be added.</summary>
internal static class TopJson
{
    public static string Write(AppReport? before, AppReport now, bool showsPartitions) => EventText.Json(isIndented: false, json =>
    {
        json.WriteStartObject();
        json.WriteString("app", now.App);
        json.WriteString("broker", now.Broker);
        if (now.At is { } at) json.WriteString("at", at.UtcDateTime);
        else json.WriteNull("at");
        json.WriteString("leader", now.Leader is { Owner: not null, Remaining.Ticks: > 0 } ? now.Leader.Owner : null);
        json.WriteStartArray("processors");
        foreach (var processor in now.Processors)
            Write(json, before?.Processors.FirstOrDefault(each => each.Name == processor.Name), processor, showsPartitions);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, ProcessorReport? before, ProcessorReport processor, bool showsPartitions)
    {
        json.WriteStartObject();
        json.WriteString("processor", processor.Name);
        json.WriteString("stream", processor.Stream);
        json.WriteNumber("partition_count", processor.Partitions.Count);
        json.WriteNumber("owners", TopFigures.Owners(processor));
        WriteFigures(json, processor.Lag, processor.Behind, TopRates.Of(before, processor));
        json.WriteNumber("quarantined", processor.Count(PartitionStanding.Quarantined));
        json.WriteNumber("paused", TopFigures.Paused(processor));
        json.WriteNumber("members", TopFigures.Members(processor));
        if (TopFigures.LastError(processor) is ({ } index, { } failure))
        {
            json.WriteStartObject("last_error");
            json.WriteNumber("partition", index);
            json.WriteString("at", failure.At.UtcDateTime);
            json.WriteString("owner", failure.Owner);
            json.WriteString("exception", failure.Exception);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("last_error");
        }

        if (showsPartitions)
        {
            json.WriteStartArray("partitions");
            foreach (var partition in processor.Partitions)
            {
                json.WriteStartObject();
                json.WriteNumber("partition", partition.Index);
                json.WriteString("state", partition.Standing.Name());
                json.WriteString("owner", partition.Lease?.Owner);
                var earlier = before?.Partitions.FirstOrDefault(each => each.Index == partition.Index);
                WriteFigures(json, partition.Lag, partition.Behind, TopRates.Of(earlier, partition));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, long? lag, TimeSpan? behind, TopRates rates)
    {
        Write(json, "lag_events", lag);
        Write(json, "lag_seconds", behind?.TotalSeconds);
        Write(json, "sent_per_second", rates.Sent);
        Write(json, "handled_per_second", rates.Handled);
    }

    private static void Write(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known) json.WriteNumber(name, Math.Round(known, 3));
        else json.WriteNull(name);
    }
}
