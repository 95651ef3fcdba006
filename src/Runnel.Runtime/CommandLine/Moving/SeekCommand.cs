using System.CommandLine;

namespace Runnel.CommandLine;

/// <summary>
/// <c>processor seek</c>: sets where a processor goes on, and says what that means for each partition; or, as a rehearsal, only says it.
/// </summary>
internal static class SeekCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var to = new Option<string>("--to") { Description = $"Where to go on: {StartPosition.Places}.", HelpName = "position", Required = true };
        var partition = new Option<int?>("--partition") { Description = "One partition, from 0. Default: all.", HelpName = "number" };
        var rehearse = new Option<bool>("--dry-run")
        {
            Description = "Only say, per partition, where it would go on and how many events would be handled again or skipped.",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, for programs." };
        var seek = new Command(
            "seek", "Sets where a processor goes on, while workers run: the owner of a partition finishes what it has in hand and follows at once. "
            + "Says how many events are handled again, or skipped.")
        {
            name, to, partition, rehearse, json,
        };
        seek.SetAction((parsed, _) => RunAsync(
            context, parsed.GetRequiredValue(name), StartPosition.ParsePlace(parsed.GetRequiredValue(to)), parsed.GetValue(partition),
            parsed.GetValue(rehearse), parsed.GetValue(json)));
        return seek;
    }

    private static async Task<int> RunAsync(
        CommandContext context, string name, EntryId? cursor, int? partition, bool isRehearsal, bool asJson)
    {
        var leases = PartitionSelection.Find(context, name, partition, "--partition");
        var runtime = context.Open("processor seek");
        if (isRehearsal) await context.ConnectToLookAsync(runtime);
        else await context.ConnectAsync(runtime);
        var parts = await Seeking.PlanAsync(runtime.Broker, leases, cursor, context.Signals.Token);
        for (var i = 0; i < parts.Length; i++)
        {
            if (!isRehearsal) parts[i] = await Seeking.MoveAsync(runtime.Broker, parts[i], context.Signals.Token);
            if (!asJson) await context.Console.Output.WriteLineAsync(SeekText.Line(parts[i], isRehearsal));
        }

        if (asJson) await context.Console.Output.WriteLineAsync(SeekText.Json(parts, isRehearsal));
        return Array.Exists(parts, static part => part.Outcome == SeekOutcome.Refused) ? ExitCode.BadUsage : ExitCode.Done;
    }
}
