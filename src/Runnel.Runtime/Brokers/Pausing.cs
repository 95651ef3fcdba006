namespace Runnel.Brokers;

/// <summary>Why a partition stands still though nothing failed: an operator paused the processor there.</summary>
/// <param name="By">Who, in one word: <c>ada@laptop</c>.</param>
/// <param name="At">When, by the clock of the machine on which it was asked for.</param>
/// <param name="Reason">Why, in one line; empty: none was given.</param>
internal sealed record PauseMark(string By, DateTimeOffset At, string Reason)
{
    /// <summary>A reason is read by people: more than so many characters help none of them.</summary>
    public const int LongestReason = 500;

    /// <summary>Makes a mark of what people wrote: what is stored is one line, and a name one word.</summary>
    public static PauseMark Of(string by, DateTimeOffset at, string reason)
        => new(string.Join('-', Words(by)) is { Length: > 0 } name ? name : "unknown", at, string.Join(' ', Words(reason)));

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>How many entries were found.</summary>
/// <param name="Count">The number, or how far was counted.</param>
/// <param name="IsExact">False: there are more.</param>
/// <param name="First">The first of them; null: there is none.</param>
internal readonly record struct EntryCount(long Count, bool IsExact, EntryId? First);
