using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>partition list</c>, <c>pause</c> and <c>resume</c>: finds partitions that stand still, makes them, and lets them go on.</summary>
internal static class PartitionCommand
{
    public static Command Create(CommandContext context)
        => new("partition", "Finds partitions that are quarantined or paused, pauses them, and lets processors go on with them.")
        {
            CreateList(context), CreatePause(context), CreateResume(context),
        };

    private static Command CreateList(CommandContext context)
    {
        var name = new Argument<string?>("PROCESSOR") { Description = "The processor's name. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Command(
            "list", "Lists the partitions that are quarantined or paused: since when, at which events or by whom, and why. Changes nothing.")
        {
            name,
        };
        list.SetAction((parsed, _) => ListAsync(context, parsed.GetValue(name)));
        return list;
    }

    private static Command CreatePause(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var partition = new Argument<int>("N") { Description = "The partition, from 0." };
        var (reason, json) = (Pausing.CreateReason(), Pausing.CreateJson());
        var pause = new Command("pause", Pausing.Description) { name, partition, reason, json };
        pause.SetAction((parsed, _) => Pausing.RunAsync(
            context, "partition pause", parsed.GetRequiredValue(name), parsed.GetRequiredValue(partition), "N", parsed.GetValue(reason),
            parsed.GetValue(json)));
        return pause;
    }

    private static Command CreateResume(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The processor's name." };
        var partition = new Argument<int>("N") { Description = "The partition, from 0." };
        var (skip, json) = (Resuming.CreateSkip(), Pausing.CreateJson());
        var resume = new Command("resume", Resuming.Description) { name, partition, skip, json };
        resume.SetAction((parsed, _) => Resuming.RunAsync(
            context, "partition resume", parsed.GetRequiredValue(name), parsed.GetRequiredValue(partition), "N", parsed.GetValue(skip),
            parsed.GetValue(json)));
        return resume;
    }

    private static async Task<int> ListAsync(CommandContext context, string? name)
    {
        var processors = Selection.Processors(context.App, name is null ? [] : [name]);
        var runtime = context.Open("partition list");
        await context.ConnectToLookAsync(runtime);
        var leases = processors.SelectMany(processor => PartitionSelection.All(context, processor)).ToList();
        var states = await PartitionSelection.InspectAsync(runtime.Broker, leases, context.Signals.Token);
        var (output, found) = (context.Console.Output, 0);
        for (var i = 0; i < leases.Count; i++)
        {
            if (states[i]?.Quarantine is { } mark) await WriteAsync($"{leases[i]}: quarantined {QuarantineLine.Of(mark)}");
            if (states[i]?.Pause is { } pause) await WriteAsync($"{leases[i]}: paused {Pausing.Describe(pause)}");
        }

        if (found == 0) await output.WriteLineAsync("No partition is quarantined or paused.");
        return ExitCode.Done;

        Task WriteAsync(string line)
        {
            found++;
            return output.WriteLineAsync(line);
        }
    }
}
