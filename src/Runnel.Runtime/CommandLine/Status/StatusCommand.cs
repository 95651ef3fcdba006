using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>status</c>: where processors stand, as far as the broker knows; no worker need run.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("PROCESSOR") { Description = "The processor's name. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print one JSON document, for programs." };
        var command = new Command(
            "status", "Shows where processors stand: partitions, owners, lag, quarantines, last errors, members; and what streams keep. Changes nothing, and needs no worker.")
        {
            name, json,
        };
        command.SetAction((parsed, _) => RunAsync(context, parsed.GetValue(name), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? name, bool asJson)
    {
        var processors = Selection.Processors(context.App, name is null ? [] : [name]);
        var runtime = context.Open("status");
        await context.ConnectToLookAsync(runtime);
        IReadOnlyList<string> streams = name is null
            ? [.. context.App.Streams.Select(static stream => stream.Name)]
            : [.. processors.Select(static processor => processor.Stream)];
        var report = await StatusReader.ReadAsync(runtime, processors, streams, context.Signals.Token);
        await context.Console.Output.WriteAsync(asJson ? StatusJson.Write(report) : StatusText.Write(report));
        return ExitCode.Done;
    }
}
