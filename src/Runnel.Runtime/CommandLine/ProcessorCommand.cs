using System.CommandLine;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary><c>processor reset</c>: sets where a processor goes on. A worker that owns a partition meanwhile follows.</summary>
internal static class ProcessorCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var start = new Option<string>("--start") { Description = $"Where to go on: {StartPosition.Allowed}.", HelpName = "position", Required = true };
        var partition = new Option<int?>("--partition") { Description = "One partition, from 0. Default: all.", HelpName = "number" };
        var reset = new Command(
            "reset", "Sets where a processor goes on. May be done while workers run: the owner of a partition drops what it has buffered and follows.")
        {
            name, start, partition,
        };
        reset.SetAction((parsed, _) => ResetAsync(
            context, parsed.GetRequiredValue(name), StartPosition.Parse(parsed.GetRequiredValue(start)), parsed.GetValue(partition)));
        return new Command("processor", "Works on one processor.")
        {
            reset, SeekCommand.Create(context), PauseCommand.Create(context), ProcessorResumeCommand.Create(context),
            ProcessorForgetCommand.Create(context),
        };
    }

    private static async Task<int> ResetAsync(CommandContext context, string name, EntryId? cursor, int? partition)
    {
        var leases = PartitionSelection.Find(context, name, partition, "--partition");
        var runtime = context.Open("processor reset");
        await context.ConnectAsync(runtime);
        foreach (var lease in leases)
        {
            var before = await runtime.Broker.InspectAsync(lease, context.Signals.Token);
            var now = await runtime.Broker.ResetAsync(lease, cursor, context.Signals.Token);
            await PartitionSelection.AnnounceAsync(runtime.Broker, lease, AnnouncementKind.PartitionChanged, context.Signals.Token);
            await context.Console.Output.WriteLineAsync($"{lease}: goes on after {now} (was {before?.Cursor?.ToString() ?? "not started"}){Note(before)}");
        }

        return ExitCode.Done;
    }

    private static string Note(LeaseState? before) => before switch
    {
        { Quarantine: { } mark } => $"; it is quarantined since {mark.At:u} at {mark.First} and stays so until it is resumed",
        { Pause: { } pause } => $"; it is paused since {pause.At:u} and stays so until it is resumed",
        { Owner: { Length: > 0 } owner, Remaining.Ticks: > 0 } => $"; its owner {owner} follows",
        _ => "",
    };
}
