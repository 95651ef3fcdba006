namespace Runnel.CommandLine;

/// <summary>Shows how far a long command is: a bar where somebody watches, a plain line now and then otherwise.</summary>
internal static class LongProgress
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs work that reports how much it has done.</summary>
    /// <param name="console">Where to show it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="words">What is done to what: <c>sending</c>, <c>sent</c>, <c>records</c>.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="work">Does it.</param>
    public static async Task RunAsync(
        CommandConsole console, TimeProvider time, (string Doing, string Done, string Things) words, long total, Func<Action<long>, Task> work)
    {
        if (!console.IsTerminal)
        {
            await work(Now(time, LineInterval, done => { if (done != total) console.Output.WriteLine($"{words.Done} {done} of {total} {words.Things}"); }));
            return;
        }

        var bar = new ProgressBar(console.Output, time, words.Doing, total);
        bar.Draw(0);
        try
        {
            await work(Now(time, BarInterval, bar.Draw));
        }
        finally
        {
            bar.Clear();
        }
    }

    /// <summary>Passes reports on, one in each interval.</summary>
    private static Action<long> Now(TimeProvider time, TimeSpan interval, Action<long> report)
    {
        var last = time.GetTimestamp();
        return done =>
        {
            if (time.GetElapsedTime(last) < interval) return;
            last = time.GetTimestamp();
            report(done);
        };
    }
}
