using System.CommandLine;
using System.Globalization;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>top</c>: a live view of where processors stand, from any machine.</summary>
internal static class TopCommand
{
    private const double ShortestInterval = 0.5;
    private const double LongestInterval = 3600;
    private const string Allowed = "0.5 to 3600";

    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("PROCESSOR") { Description = "The processor's name. Default: all.", Arity = ArgumentArity.ZeroOrOne };
        var interval = new Option<double>("--interval")
        {
            Description = $"The time between two looks, in seconds: {Allowed}. Default: 2.",
            HelpName = "seconds",
            DefaultValueFactory = static _ => 2,
        };
        var partitions = new Option<bool>("--partitions") { Description = "Show each partition; on a terminal, p shows or hides them." };
        var once = new Option<bool>("--once") { Description = "Look twice, an interval apart, so that rates are known, print it, and end." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a look, for programs." };
        var command = new Command(
            "top", "Shows, again and again, where processors stand: owners, lag, rates, what stands still, last errors, members. "
            + "q or Ctrl+C ends it. Changes nothing, and needs no worker.")
        {
            name, interval, partitions, once, json,
        };
        command.SetAction((parsed, _) =>
        {
            var seconds = parsed.GetValue(interval);
            if (!(seconds >= ShortestInterval && seconds <= LongestInterval))
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--interval is {seconds}. Allowed: {Allowed} seconds."));
            return RunAsync(context, parsed.GetValue(name), new TopOptions(
                TimeSpan.FromSeconds(seconds), parsed.GetValue(partitions), parsed.GetValue(json), parsed.GetValue(once)));
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? name, TopOptions options)
    {
        var processors = Selection.Processors(context.App, name is null ? [] : [name]);
        var runtime = context.Open("top");
        await context.ConnectToLookAsync(runtime);
        var (top, console) = (new Top(runtime, processors, options, context.Console), context.Console);
        try
        {
            if (console.IsTerminal && !options.IsJson && !options.IsOnce) await top.ShowAsync(console.Terminal, context.Signals.Token);
            else await top.PrintAsync(context.Signals.Token);
        }
        catch (OperationCanceledException) when (context.Signals.Token.IsCancellationRequested)
        {
            // That is how it ends.
        }

        return ExitCode.Done;
    }
}
