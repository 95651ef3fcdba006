using System.CommandLine;

namespace Runnel.CommandLine;

/// <summary>The options by which dead letters are chosen.</summary>
internal sealed class LetterOptions
{
    private readonly Option<string> _processor = new("--processor") { Description = "Only those that this processor gave up.", HelpName = "name" };
    private readonly Option<string> _exception = new("--exception") { Description = "Only those of this type of exception, with its namespace or without.", HelpName = "type" };
    private readonly Option<string> _since = new("--since") { Description = "Only those that came into the sink at this time or later: 2020-07-21T22:09:37Z (UTC where no offset is given).", HelpName = "time" };
    private readonly Option<string> _until = new("--until") { Description = "Only those that came into the sink before this time.", HelpName = "time" };
    private readonly Option<string> _key = new("--key") { Description = "Only events of this partition key, as text: a number in decimal, a string as it is. What cannot be decoded has none.", HelpName = "key" };
    private readonly Option<int?> _limit = new("--limit") { Description = "At most so many of each sink, the oldest.", HelpName = "number" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_processor, _exception, _since, _until, _key, _limit]) command.Options.Add(option);
    }

    /// <summary>What the options say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ids">The dead letters that are named one by one; none: all.</param>
    /// <param name="limit">The limit where none is given.</param>
    /// <exception cref="InputException">A value cannot be used.</exception>
    public LetterFilter Read(ParseResult parsed, IReadOnlyList<string>? ids = null, int limit = int.MaxValue)
    {
        var chosen = Ids(ids);
        var after = parsed.GetValue(_since) is { } since ? Time(_since.Name, since).Previous : EntryId.Zero;
        var filter = new LetterFilter
        {
            Processor = NotEmpty(_processor, parsed),
            Exception = NotEmpty(_exception, parsed),
            Key = LetterFilter.KeyOf(parsed.GetValue(_key)),
            Ids = chosen,
            After = Greater(after, chosen is null ? EntryId.Zero : Least(chosen).Previous),
            Limit = parsed.GetValue(_limit) ?? limit,
        };
        if (filter.Limit < 1) throw new InputException($"{_limit.Name} is below 1.");
        if (parsed.GetValue(_until) is { } until) filter = filter.Until(Time(_until.Name, until).Previous);
        return chosen is null ? filter : filter.Until(Greatest(chosen));
    }

    /// <exception cref="InputException">The text is no id.</exception>
    public static EntryId Id(string text)
        => EntryId.TryParse(text, provider: null, out var id)
            ? id
            : throw new InputException($"'{text}' is no id of a dead letter, such as 1595369377000-0: see the first column of 'deadletter list'.");

    private static HashSet<EntryId>? Ids(IReadOnlyList<string>? texts)
    {
        if (texts is not { Count: > 0 }) return null;
        var ids = new HashSet<EntryId>();
        foreach (var text in texts) ids.Add(Id(text));
        return ids;
    }

    private static string? NotEmpty(Option<string> option, ParseResult parsed)
        => parsed.GetValue(option) is { } value && string.IsNullOrWhiteSpace(value) ? throw new InputException($"{option.Name} is empty.") : parsed.GetValue(option);

    private static EntryId Time(string option, string text)
        => StartPosition.OfTime(text) ?? throw new InputException($"{option} is '{text}'. Allowed: a time such as 2020-07-21T22:09:37Z or 2020-07-21 (UTC where no offset is given).");

    private static EntryId Greater(EntryId left, EntryId right) => left > right ? left : right;

    private static EntryId Least(HashSet<EntryId> ids)
    {
        var least = EntryId.MaxValue;
        foreach (var id in ids) least = id < least ? id : least;
        return least;
    }

    private static EntryId Greatest(HashSet<EntryId> ids)
    {
        var greatest = EntryId.Zero;
        foreach (var id in ids) greatest = Greater(greatest, id);
        return greatest;
    }
}
