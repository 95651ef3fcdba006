using System.CommandLine;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>Lifts quarantine marks: what <c>partition resume</c> and <c>processor resume</c> have in common.</summary>
internal static class Resuming
{
    public const string Description = "Lets a processor go on with what was quarantined; workers take it up without a restart. Repair what made it fail first, or "
        + "skip the failed events.";

    public static Option<bool> CreateSkip()
        => new("--skip") { Description = "Go on after the events that failed, which are not handled. Default: handle them again." };

    /// <summary>Resumes a partition, or all that are quarantined.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="command">The command, for messages.</param>
    /// <param name="name">The processor's name.</param>
    /// <param name="partition">Null: all.</param>
    /// <param name="argument">How the command spells the partition, for messages.</param>
    /// <param name="skip">Whether to go on after the events that failed.</param>
    public static async Task<int> RunAsync(CommandContext context, string command, string name, int? partition, string argument, bool skip)
    {
        var leases = PartitionSelection.Find(context, name, partition, argument);
        var runtime = context.Open(command);
        await context.ConnectAsync(runtime);
        var (broker, output, cancellation) = (runtime.Broker, context.Console.Output, context.Signals.Token);
        var states = await PartitionSelection.InspectAsync(broker, leases, cancellation);
        var resumed = 0;
        for (var i = 0; i < leases.Count; i++)
        {
            var lease = leases[i];
            if (states[i]?.Quarantine is not { } mark) continue;

            // Only the mark that is shown is lifted: one that was set in the meantime tells of another failure.
            var isLifted = await broker.ResumeAsync(lease, mark, skip, cancellation);
            if (isLifted)
            {
                resumed++;
                await PartitionSelection.AnnounceAsync(broker, lease, cancellation);
            }

            var outcome = isLifted ? $"goes on {(skip ? "after" : "with")} {(skip ? mark.Last : mark.First)}" : "was changed meanwhile: look again";
            await output.WriteLineAsync($"{lease}: {outcome} (quarantined at {mark.At:u}: {FailureNote.FirstLine(mark.Exception)})");
        }

        if (resumed == 0) await output.WriteLineAsync($"{leases[0].Processor}: nothing was resumed.");
        return ExitCode.Done;
    }
}
