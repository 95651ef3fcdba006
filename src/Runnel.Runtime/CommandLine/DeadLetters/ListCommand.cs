using Runnel.Contracts;

namespace Runnel.CommandLine;

/// <summary>Looks at dead letters.</summary>
internal static class ListCommand
{
    public static async Task<int> ListAsync(
        CommandContext context, IReadOnlyList<StreamDescriptor> descriptors, bool isNamed, LetterFilter filter, bool asJson)
    {
        var runtime = context.Open("deadletter list");
        var sinks = new List<LetterSink>();
        foreach (var descriptor in descriptors)
        {
            var sink = LetterSink.Open(runtime, descriptor);
            if (filter.NeedsDetails is not { } option || sink.HasDetails) sinks.Add(sink);
            else if (isNamed) throw LacksDetails(sink, option);
            else await context.Console.Error.WriteLineAsync($"{sink.Name} is left out: it does not keep what {option} asks for.");
        }

        await context.ConnectToLookAsync(runtime);
        var pages = new List<LetterPage>();
        foreach (var sink in sinks) pages.Add(await ReadAsync(sink, filter, context.Signals.Token));
        var now = runtime.Time.GetUtcNow();
        await context.Console.Output.WriteAsync(asJson ? LetterJson.Write(pages) : LetterText.Write(pages, now));
        return ExitCode.Done;
    }

    public static async Task<int> ShowAsync(CommandContext context, StreamDescriptor descriptor, EntryId id, bool asJson)
    {
        var runtime = context.Open("deadletter show");
        var sink = LetterSink.Open(runtime, descriptor);
        await context.ConnectToLookAsync(runtime);
        var filter = new LetterFilter { Ids = [id], After = id.Previous, Limit = 1 }.Until(id);
        await foreach (var letter in sink.ReadAsync(filter, context.Signals.Token))
        {
            await context.Console.Output.WriteAsync(asJson ? LetterJson.Write(sink, letter) : LetterText.Write(sink, letter, runtime.Time.GetUtcNow()));
            return ExitCode.Done;
        }

        throw new InputException($"{sink.Name} has no dead letter {id}.");
    }

    /// <exception cref="InputException">Always.</exception>
    public static InputException LacksDetails(LetterSink sink, string option) => new(
        $"{option} cannot be told of {sink.Name}: it keeps the fields of events, and not who gave them up and why. Declare it as EventStream<Dead> for that.");

    private static async Task<LetterPage> ReadAsync(LetterSink sink, LetterFilter filter, CancellationToken cancellationToken)
    {
        // One more than is shown tells whether there are more.
        var letters = new List<Letter>();
        var hasMore = false;
        await foreach (var letter in sink.ReadAsync(filter.Within(filter.Limit < int.MaxValue ? filter.Limit + 1 : filter.Limit), cancellationToken))
        {
            if (letters.Count == filter.Limit) hasMore = true;
            else letters.Add(letter);
        }

        return new LetterPage(sink, letters, hasMore);
    }
}

/// <summary>What is listed of one sink.</summary>
internal sealed class LetterPage(LetterSink sink, List<Letter> letters, bool hasMore)
{
    public LetterSink Sink => sink;

    public List<Letter> Letters => letters;

    /// <summary>Whether there are more than the limit.</summary>
    public bool HasMore => hasMore;
}
