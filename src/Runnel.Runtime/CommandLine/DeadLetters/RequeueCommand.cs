using System.Globalization;
using Runnel.Contracts;

namespace Runnel.CommandLine;

/// <summary><c>deadletter requeue</c>.</summary>
internal static class RequeueCommand
{
    public static async Task<int> RunAsync(CommandContext context, StreamDescriptor descriptor, LetterFilter filter, bool isDry)
    {
        var runtime = context.Open("deadletter requeue");
        var sink = LetterSink.Open(runtime, descriptor);
        if (isDry)
        {
            await context.ConnectToLookAsync(runtime);
            return await TellAsync(context, sink, filter, await ParkedPlace.OfSinkAsync(runtime, sink, context.Signals.Token));
        }

        await context.ConnectAsync(runtime);
        var chosen = await LetterCount.OfAsync(sink, filter, each: null, context.Signals.Token);
        if (chosen.Count == 0) return await NothingAsync(context.Console, sink);
        var parked = await ParkedPlace.OfSinkAsync(runtime, sink, context.Signals.Token);
        var requeuer = new Requeuer(runtime, sink, parked, context.Console, context.Signals.Token);
        try
        {
            await LongProgress.RunAsync(
                context.Console, runtime.Time, ("requeueing", "requeued", "dead letters"), chosen.Count, report => requeuer.RunAsync(chosen.Filter, report));
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException)
        {
            await SummarizeAsync(context.Console, sink, requeuer, chosen.Count);
            throw;
        }

        await SummarizeAsync(context.Console, sink, requeuer, chosen.Count);
        if (context.Signals.Token.IsCancellationRequested && requeuer.Done + requeuer.Refused < chosen.Count) return context.Signals.ExitCode;
        return requeuer.Refused > 0 ? ExitCode.BadUsage : ExitCode.Done;
    }

    private static async Task<int> TellAsync(CommandContext context, LetterSink sink, LetterFilter filter, ParkedPlace[] parked)
    {
        var (output, refused) = (context.Console.Output, 0);
        var chosen = await LetterCount.OfAsync(sink, filter, async letter =>
        {
            var (partition, problem) = Requeuer.Target(sink, parked, letter);
            if (partition is null) refused++;
            var from = letter.Dead is { } dead ? Format($" (was {dead.Stream}/{dead.Partition} {dead.Id})") : "";
            await output.WriteLineAsync(partition is null
                ? Format($"{letter.Id} stays in {sink.Name}: {problem}")
                : Format($"{letter.Id} to {sink.Source.Name}/{partition}, return {letter.Returns + 1L}{from}"));
        }, context.Signals.Token);
        if (chosen.Count == 0) return await NothingAsync(context.Console, sink);
        await output.WriteLineAsync(Format($"would requeue {chosen.Count - refused} of {chosen.Count} dead letters of {sink.Name}; nothing was done"));
        return refused > 0 ? ExitCode.BadUsage : ExitCode.Done;
    }

    private static async Task<int> NothingAsync(CommandConsole console, LetterSink sink)
    {
        await console.Output.WriteLineAsync($"{sink.Name}: no such dead letters");
        return ExitCode.Done;
    }

    private static Task SummarizeAsync(CommandConsole console, LetterSink sink, Requeuer requeuer, int total)
    {
        var left = total - requeuer.Done - requeuer.Refused;
        var text = Format($"requeued {requeuer.Done} of {total} dead letters of {sink.Name} to {sink.Source.Name}");
        if (requeuer.Repeated > 0) text += Format($"; {requeuer.Repeated} had been sent by an earlier run, and were not sent twice");
        if (requeuer.Refused > 0) text += Format($"; {requeuer.Refused} could not be sent, and stay");
        if (left > 0) text += Format($"; {left} are left: run it again");
        return console.Output.WriteLineAsync(text);
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
