using System.CommandLine;
using Runnel.Brokers;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>processor resume</c>: lifts the quarantine marks of a processor. Workers that run take the partitions again by themselves.</summary>
internal static class ProcessorResumeCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var partition = new Option<int?>("--partition") { Description = "One partition, from 0. Default: all that are quarantined.", HelpName = "number" };
        var skip = new Option<bool>("--skip") { Description = "Go on after the events that failed, which are not handled. Default: handle them again." };
        var resume = new Command(
            "resume", "Lets a processor go on with partitions that were quarantined. Repair what made it fail first, or skip the failed events.")
        {
            name, partition, skip,
        };
        resume.SetAction((parsed, _) => ResumeAsync(context, parsed.GetRequiredValue(name), parsed.GetValue(partition), parsed.GetValue(skip)));
        return resume;
    }

    private static async Task<int> ResumeAsync(CommandContext context, string name, int? partition, bool skip)
    {
        var processor = Selection.Processor(context.App, name);
        var stream = Selection.Stream(context.App, processor.Stream);
        var count = context.Settings.ForStream(stream).PartitionCount;
        if (partition is { } number && (number < 0 || number >= count))
            throw new SettingException($"--partition is {number}. '{stream.Name}' has partitions 0 to {count - 1}.");

        var runtime = context.Open("processor resume");
        await context.ConnectAsync(runtime);
        var resumed = 0;
        for (var index = partition ?? 0; index <= (partition ?? count - 1); index++)
        {
            var lease = new LeaseId(new PartitionId(stream.Name, index), processor.Name);
            var state = await runtime.Broker.InspectAsync(lease, context.Signals.Token);
            if (state?.Quarantine is not { } mark) continue;

            // Only the mark that is shown is lifted: one that was set in the meantime tells of another failure.
            var isLifted = await runtime.Broker.ResumeAsync(lease, mark, skip, context.Signals.Token);
            if (isLifted) resumed++;
            var outcome = isLifted ? $"goes on {(skip ? "after" : "with")} {(skip ? mark.Last : mark.First)}" : "was changed meanwhile: look again";
            await context.Console.Output.WriteLineAsync($"{lease}: {outcome} (quarantined at {mark.At:u}: {FirstLine(mark.Exception)})");
        }

        if (resumed == 0) await context.Console.Output.WriteLineAsync($"{processor.Name}: nothing was resumed.");
        return ExitCode.Done;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');
}
