using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>partition list</c> and <c>partition resume</c>: finds and mends quarantined partitions.</summary>
internal static class PartitionCommand
{
    public static Command Create(CommandContext context)
        => new("partition", "Finds quarantined partitions and lets processors go on with them.") { CreateList(context), CreateResume(context) };

    private static Command CreateList(CommandContext context)
    {
        var name = new Argument<string?>("PROCESSOR") { Description = "The processor's name. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Command("list", "Lists the partitions that are quarantined: since when, at which events, and why. Changes nothing.") { name };
        list.SetAction((parsed, _) => ListAsync(context, parsed.GetValue(name)));
        return list;
    }

    private static Command CreateResume(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var partition = new Argument<int>("N") { Description = "The partition, from 0." };
        var skip = Resuming.CreateSkip();
        var resume = new Command("resume", Resuming.Description) { name, partition, skip };
        resume.SetAction((parsed, _) => Resuming.RunAsync(
            context, "partition resume", parsed.GetRequiredValue(name), parsed.GetRequiredValue(partition), "N", parsed.GetValue(skip)));
        return resume;
    }

    private static async Task<int> ListAsync(CommandContext context, string? name)
    {
        var processors = Selection.Processors(context.App, name is null ? [] : [name]);
        var runtime = context.Open("partition list");
        await context.ConnectToLookAsync(runtime);
        var leases = processors.SelectMany(processor => PartitionSelection.All(context, processor)).ToList();
        var states = await PartitionSelection.InspectAsync(runtime.Broker, leases, context.Signals.Token);
        var quarantined = 0;
        for (var i = 0; i < leases.Count; i++)
        {
            if (states[i]?.Quarantine is not { } mark) continue;
            quarantined++;
            await context.Console.Output.WriteLineAsync($"{leases[i]}: quarantined {QuarantineLine.Of(mark)}");
        }

        if (quarantined == 0) await context.Console.Output.WriteLineAsync("No partition is quarantined.");
        return ExitCode.Done;
    }
}
