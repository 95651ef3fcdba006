using System.Text;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>Which dead letters a command works on.</summary>
internal sealed class LetterFilter
{
    public string? Processor { get; init; }

    public string? Exception { get; init; }

    public byte[]? Key { get; init; }

    /// <summary>Only these; null: any.</summary>
    public HashSet<EntryId>? Ids { get; init; }

    /// <summary>Only those that stand after this id in the sink.</summary>
    public EntryId After { get; init; } = EntryId.Zero;

    /// <summary>None after this one.</summary>
    public EntryId Last { get; private init; } = EntryId.MaxValue;

    /// <summary>At most so many of each sink.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>What of it only sinks of <see cref="Dead"/> can answer; null: nothing.</summary>
    public string? NeedsDetails => Processor is not null ? "--processor" : Exception is not null ? "--exception" : null;

    /// <summary>The same, none after an id.</summary>
    public LetterFilter Until(EntryId last) => new()
    {
        Processor = Processor,
        Exception = Exception,
        Key = Key,
        Ids = Ids,
        After = After,
        Last = last < Last ? last : Last,
        Limit = Limit,
    };

    /// <summary>The same without a limit but this one.</summary>
    public LetterFilter Within(int limit) => new() { Processor = Processor, Exception = Exception, Key = Key, Ids = Ids, After = After, Last = Last, Limit = limit };

    public bool Takes(Letter letter)
        => (Ids is null || Ids.Contains(letter.Id))
            && (Processor is null || (letter.Dead is { } dead && SettingName.Same(dead.Processor, Processor)))
            && (Exception is null || (letter.Dead is { } failed && IsOf(failed.ExceptionType, Exception)))
            && (Key is null || (letter.Record.Key is { } key && key.AsSpan().SequenceEqual(Key)));

    public static byte[]? KeyOf(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    /// <summary>With its namespace, or the last part of it.</summary>
    private static bool IsOf(string type, string wanted)
    {
        if (!type.EndsWith(wanted, StringComparison.OrdinalIgnoreCase)) return false;
        var before = type.Length - wanted.Length - 1;
        return before < 0 || type[before] is '.' or '+';
    }
}
