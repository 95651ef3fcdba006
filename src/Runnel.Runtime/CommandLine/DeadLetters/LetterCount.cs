namespace Runnel.CommandLine;

/// <summary>What a command is about to work on, counted before it begins: later dead letters are not meant.</summary>
internal sealed class LetterCount
{
    private LetterCount(int count, LetterFilter filter) => (Count, Filter) = (count, filter);

    public int Count { get; }

    /// <summary>Takes what was counted, and nothing that came later.</summary>
    public LetterFilter Filter { get; }

    /// <summary>Counts what a filter takes.</summary>
    /// <exception cref="InputException">One that was named is not there, or the sink cannot tell what the filter asks for.</exception>
    public static async Task<LetterCount> OfAsync(
        LetterSink sink, LetterFilter filter, Func<Letter, Task>? each, CancellationToken cancellationToken)
    {
        if (filter.NeedsDetails is { } option && !sink.HasDetails) throw ListCommand.LacksDetails(sink, option);
        var (count, last) = (0, EntryId.Zero);
        var missing = filter.Ids is null ? null : new HashSet<EntryId>(filter.Ids);
        await foreach (var letter in sink.ReadAsync(filter, cancellationToken))
        {
            count++;
            last = letter.Id;
            missing?.Remove(letter.Id);
            if (each is not null) await each(letter);
        }

        if (missing is { Count: > 0 })
            throw new InputException($"{sink.Name} has no such dead letter, or the options leave it out: {string.Join(", ", missing)}. Nothing was done.");
        return new LetterCount(count, filter.Until(last));
    }
}
