using System.Globalization;
using System.Text;
using Runnel.Contracts;

namespace Runnel.CommandLine;

/// <summary><c>deadletter purge</c>.</summary>
internal static class PurgeCommand
{
    private const int Page = 256;

    public static async Task<int> RunAsync(CommandContext context, StreamDescriptor descriptor, LetterFilter filter, bool isDry, bool isSure)
    {
        var (console, stopping) = (context.Console, context.Signals.Token);
        if (!isDry && !isSure && !console.CanAsk) throw new InputException("'deadletter purge' asks before it deletes, and nobody is here to answer: pass --yes.");
        var runtime = context.Open("deadletter purge");
        var sink = LetterSink.Open(runtime, descriptor);
        if (isDry) await context.ConnectToLookAsync(runtime);
        else await context.ConnectAsync(runtime);

        var chosen = await LetterCount.OfAsync(
            sink, filter, isDry ? letter => console.Output.WriteLineAsync(letter.Id.ToString()) : null, stopping);
        if (chosen.Count == 0 || isDry)
        {
            await console.Output.WriteLineAsync(chosen.Count == 0
                ? $"{sink.Name}: no such dead letters"
                : Format($"would delete {chosen.Count} dead letters of {sink.Name}; nothing was done"));
            return ExitCode.Done;
        }

        if (!isSure && !await AskAsync(console, Format($"Delete {chosen.Count} dead letters of {sink.Name} for good? [y/N] "), stopping))
        {
            await console.Output.WriteLineAsync("nothing was deleted");
            return ExitCode.Done;
        }

        var (deleted, kept) = (0, 0);
        var parked = await ParkedPlace.OfSinkAsync(runtime, sink, stopping);
        try
        {
            await LongProgress.RunAsync(console, runtime.Time, ("deleting", "deleted", "dead letters"), chosen.Count, async report =>
            {
                var patience = new BrokerPatience(runtime);
                var page = new List<EntryId>(Page);
                await foreach (var letter in sink.ReadAsync(chosen.Filter, stopping))
                {
                    if (ParkedPlace.Find(parked, letter) is not null) kept++;
                    else page.Add(letter.Id);
                    if (page.Count == Page) await DeleteAsync();
                }

                if (page.Count > 0) await DeleteAsync();

                async Task DeleteAsync()
                {
                    await patience.CallAsync(token => runtime.Broker.DeleteAsync(sink.Partition, page, token).AsTask(), stopping);
                    deleted += page.Count;
                    report(deleted);
                    page.Clear();
                }
            });
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException)
        {
            await console.Output.WriteLineAsync(Format($"deleted {deleted} of {chosen.Count} dead letters of {sink.Name}"));
            throw;
        }

        await console.Output.WriteLineAsync(Format($"deleted {deleted} dead letters of {sink.Name}"));
        if (kept == 0) return ExitCode.Done;
        console.WriteError(Format(
            $"{kept} dead letters of {sink.Name} stay: their events are parked. 'deadletter release KEY' plays them back, with --discard it leaves them to 'deadletter purge'."));
        return ExitCode.BadUsage;
    }

    public static async Task<bool> AskAsync(CommandConsole console, string question, CancellationToken cancellationToken)
    {
        await console.Output.WriteAsync(question);
        await console.Output.FlushAsync(cancellationToken);
        using var reader = new StreamReader(console.OpenInput(), Encoding.UTF8);

        // A terminal's reading cannot be cancelled; who asks can stop to wait for it.
        var answer = await Task.Run(() => reader.ReadLineAsync(CancellationToken.None).AsTask(), cancellationToken).WaitAsync(cancellationToken);
        return answer?.Trim() is "y" or "Y" or "yes" or "Yes" or "YES";
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
