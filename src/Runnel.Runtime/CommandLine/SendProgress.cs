using Spectre.Console;

namespace Runnel.CommandLine;

/// <summary>Shows how far a long command is: a bar where somebody watches, a plain line now and then otherwise.</summary>
internal static class SendProgress
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs work that reports how many records it has done.</summary>
    public static Task RunAsync(CommandConsole console, TimeProvider time, long total, Func<Action<long>, Task> work)
        => console.IsTerminal ? WithBarAsync(console, total, work) : work(PlainLines(console, time, total));

    private static Task WithBarAsync(CommandConsole console, long total, Func<Action<long>, Task> work)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Output) });
        return terminal.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("sending", maxValue: Math.Max(1, total));
                await work(done => bar.Value = done);
            });
    }

    private static Action<long> PlainLines(CommandConsole console, TimeProvider time, long total)
    {
        var last = time.GetTimestamp();
        return done =>
        {
            if (done == total || time.GetElapsedTime(last) < LineInterval) return;
            last = time.GetTimestamp();
            console.Output.WriteLine($"sent {done} of {total} records");
        };
    }
}
