using System.CommandLine;

namespace Runnel.CommandLine;

/// <summary><c>processor pause</c>: the same as <c>partition pause</c>, for all partitions of a processor.</summary>
internal static class PauseCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var partition = new Option<int?>("--partition") { Description = "One partition, from 0. Default: all.", HelpName = "number" };
        var (reason, json) = (Pausing.CreateReason(), Pausing.CreateJson());
        var pause = new Command("pause", Pausing.Description) { name, partition, reason, json };
        pause.SetAction((parsed, _) => Pausing.RunAsync(
            context, "processor pause", parsed.GetRequiredValue(name), parsed.GetValue(partition), "--partition", parsed.GetValue(reason),
            parsed.GetValue(json)));
        return pause;
    }
}
