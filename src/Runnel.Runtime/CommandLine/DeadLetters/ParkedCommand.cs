using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Runnel.CommandLine;

/// <summary><c>deadletter parked</c>: the keys whose events wait to be released.</summary>
internal static class ParkedCommand
{
    public static Command Create(CommandContext context)
    {
        var (processor, partition) = (ReleaseCommand.Processor(), ReleaseCommand.Partition());
        var json = new Option<bool>("--json") { Description = "Print one JSON document, for programs." };
        var command = new Command("parked", "Lists parked keys: since when, how many events wait, and which is the first. Changes nothing.")
        {
            processor, partition, json,
        };
        command.SetAction((parsed, _) => ListAsync(context, parsed.GetValue(processor), parsed.GetValue(partition), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ListAsync(CommandContext context, string? processor, int? partition, bool asJson)
    {
        var runtime = context.Open("deadletter parked");
        await context.ConnectToLookAsync(runtime);
        var places = await ParkedPlace.ReadAsync(context, runtime, processor, partition);
        await context.Console.Output.WriteAsync(asJson ? Json(places) : Text(places, runtime.Time.GetUtcNow()));
        return ExitCode.Done;
    }

    private static string Text(ParkedPlace[] places, DateTimeOffset now)
    {
        var table = new TextTable("key", "processor", "partition", ">events", ">parked for", "first event", "state");
        var isEmpty = true;
        foreach (var place in places)
        {
            foreach (var key in place.Keys)
            {
                isEmpty = false;
                table.Add(
                    EventText.Text(key.Key), place.Lease.Processor, place.Lease.Partition.ToString(), key.Count.ToString(CultureInfo.InvariantCulture),
                    DurationText.Of(now - key.Since), key.First.ToString(), key.IsReleasing ? "releasing" : "parked");
            }
        }

        if (isEmpty) return $"no parked keys{Environment.NewLine}";
        var text = new StringBuilder();
        table.WriteTo(text);
        return text.ToString();
    }

    private static string Json(ParkedPlace[] places) => EventText.Json(isIndented: true, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("keys");
        foreach (var place in places)
        {
            foreach (var key in place.Keys)
            {
                json.WriteStartObject();
                json.WriteString("key", EventText.Text(key.Key));
                json.WriteString("processor", place.Lease.Processor);
                json.WriteString("stream", place.Lease.Partition.Stream);
                json.WriteNumber("partition", place.Lease.Partition.Index);
                json.WriteNumber("events", key.Count);
                json.WriteString("first_event", key.First.ToString());
                json.WriteString("last_event", key.Last.ToString());
                json.WriteString("parked_at", key.Since.UtcDateTime);
                json.WriteBoolean("releasing", key.IsReleasing);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }) + Environment.NewLine;
}
