using System.CommandLine;

namespace Runnel.CommandLine;

/// <summary><c>processor resume</c>: the same as <c>partition resume</c>, for all partitions of a processor that are quarantined or paused.</summary>
internal static class ProcessorResumeCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var partition = new Option<int?>("--partition")
        {
            Description = "One partition, from 0. Default: all that are quarantined or paused.",
            HelpName = "number",
        };
        var (skip, json) = (Resuming.CreateSkip(), Pausing.CreateJson());
        var resume = new Command("resume", Resuming.Description) { name, partition, skip, json };
        resume.SetAction((parsed, _) => Resuming.RunAsync(
            context, "processor resume", parsed.GetRequiredValue(name), parsed.GetValue(partition), "--partition", parsed.GetValue(skip),
            parsed.GetValue(json)));
        return resume;
    }
}
