using System.CommandLine;
using System.Globalization;
using Runnel.Brokers;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>deadletter release</c>: has the workers play parked events back, or gives their order up.</summary>
internal static class ReleaseCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static Option<string?> Processor() => new("--processor") { Description = "Only what this processor has parked. Default: all.", HelpName = "name" };

    public static Option<int?> Partition() => new("--partition") { Description = "Only on this partition, from 0. Default: all.", HelpName = "number" };

    public static Command Create(CommandContext context)
    {
        var key = new Argument<string?>("KEY") { Description = "The key, as 'deadletter parked' shows it.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All parked keys." };
        var (processor, partition) = (Processor(), Partition());
        var wait = new Option<bool>("--wait") { Description = "Wait until the events are played back; exit code 1: one failed again." };
        var discard = new Option<bool>("--discard")
        {
            Description = "Play nothing back: free the keys, so that their next events are handled. What was parked stays in the sink as dead letters.",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before --discard." };
        var command = new Command(
            "release", "Has the events of parked keys played back, in order, by the workers that own their partitions; new events of a key are handled after them. "
            + "An event that fails for good again ends it, and stays parked with those behind it.")
        {
            key, all, processor, partition, wait, discard, yes,
        };
        command.SetAction((parsed, _) =>
        {
            var (name, isAll) = (parsed.GetValue(key), parsed.GetValue(all));
            if (name is null != isAll) throw new InputException("'deadletter release' needs a KEY, or --all for every parked key; not both.");
            if (parsed.GetValue(wait) && parsed.GetValue(discard)) throw new InputException("--discard is done at once: leave --wait out.");
            var selection = (name, parsed.GetValue(processor), parsed.GetValue(partition));
            return parsed.GetValue(discard)
                ? DiscardAsync(context, selection, parsed.GetValue(yes))
                : ReleaseAsync(context, selection, parsed.GetValue(wait));
        });
        return command;
    }

    private static async Task<int> ReleaseAsync(CommandContext context, (string? Key, string? Processor, int? Partition) selection, bool waits)
    {
        var runtime = context.Open("deadletter release");
        await context.ConnectAsync(runtime);
        var found = await FindAsync(context, runtime, selection);
        var (output, broker, stopping) = (context.Console.Output, runtime.Broker, context.Signals.Token);
        foreach (var place in found)
        {
            var (lease, key) = (place.Lease, place.Keys[0]);
            var isParked = await broker.ReleaseParkedAsync(lease, key.Key, discard: false, stopping);
            await PartitionSelection.AnnounceAsync(broker, lease, AnnouncementKind.PartitionFree, stopping);
            await output.WriteLineAsync(isParked
                ? Format($"{lease}: key '{EventText.Text(key.Key)}' is released; its worker plays back {key.Count} events")
                : Format($"{lease}: key '{EventText.Text(key.Key)}' is not parked any more"));
        }

        if (!waits || found.Count == 0) return ExitCode.Done;
        var failed = 0;
        foreach (var place in found) failed += await WaitAsync(context, runtime, place.Lease, place.Keys[0]) ? 0 : 1;
        return failed == 0 ? ExitCode.Done : ExitCode.Halted;
    }

    /// <summary>Waits until a release is over. False: an event failed again.</summary>
    private static async Task<bool> WaitAsync(CommandContext context, AppRuntime runtime, LeaseId lease, ParkedKey key)
    {
        while (true)
        {
            ParkedKey? now = null;
            foreach (var parked in await runtime.Broker.InspectParkedAsync(lease, context.Signals.Token))
            {
                if (KeyComparer.Instance.Equals(parked.Key, key.Key)) now = parked;
            }

            if (now is null)
            {
                await context.Console.Output.WriteLineAsync($"{lease}: key '{EventText.Text(key.Key)}' is free");
                return true;
            }

            if (!now.IsReleasing)
            {
                context.Console.WriteError(Format($"{lease}: key '{EventText.Text(key.Key)}' stays parked: event {now.First} failed for good again, ")
                    + Format($"{now.Count} events wait. See 'status {lease.Processor}' for the error."));
                return false;
            }

            await Task.Delay(Look, runtime.Time, context.Signals.Token);
        }
    }

    private static async Task<int> DiscardAsync(CommandContext context, (string? Key, string? Processor, int? Partition) selection, bool isSure)
    {
        var console = context.Console;
        if (!isSure && !console.CanAsk)
            throw new InputException("'deadletter release --discard' asks before it gives the order up, and nobody is here to answer: pass --yes.");
        var runtime = context.Open("deadletter release");
        await context.ConnectAsync(runtime);
        var found = await FindAsync(context, runtime, selection);
        if (found.Count == 0) return ExitCode.Done;
        var events = 0L;
        foreach (var place in found) events += place.Keys[0].Count;
        var question = Format($"Free {found.Count} keys, and leave {events} events to the dead letters? [y/N] ");
        if (!isSure && !await PurgeCommand.AskAsync(console, question, context.Signals.Token))
        {
            await console.Output.WriteLineAsync("nothing was done");
            return ExitCode.Done;
        }

        foreach (var place in found)
        {
            var (lease, key) = (place.Lease, place.Keys[0]);
            await runtime.Broker.ReleaseParkedAsync(lease, key.Key, discard: true, context.Signals.Token);
            await PartitionSelection.AnnounceAsync(runtime.Broker, lease, AnnouncementKind.PartitionFree, context.Signals.Token);
            await console.Output.WriteLineAsync(
                Format($"{lease}: key '{EventText.Text(key.Key)}' is free; {key.Count} events stay in the sink as dead letters"));
        }

        return ExitCode.Done;
    }

    /// <summary>What is to be released, key by key.</summary>
    /// <exception cref="InputException">The key is not parked.</exception>
    private static async Task<List<ParkedPlace>> FindAsync(
        CommandContext context, AppRuntime runtime, (string? Key, string? Processor, int? Partition) selection)
    {
        var found = new List<ParkedPlace>();
        foreach (var place in await ParkedPlace.ReadAsync(context, runtime, selection.Processor, selection.Partition))
        {
            foreach (var key in place.Keys)
            {
                if (selection.Key is null || EventText.Text(key.Key) == selection.Key) found.Add(new ParkedPlace(place.Lease, [key]));
            }
        }

        if (found.Count > 0) return found;
        if (selection.Key is { } wanted) throw new InputException($"No key '{wanted}' is parked there: see 'deadletter parked'.");
        await context.Console.Output.WriteLineAsync("no parked keys");
        return found;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
