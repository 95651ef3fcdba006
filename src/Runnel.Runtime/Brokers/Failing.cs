namespace Runnel.Brokers;

/// <summary>What failed last on a partition, whatever the exception policy made of it.</summary>
/// <param name="First">The failed event, or the first of the failed batch; with no event in hand, the last one settled.</param>
/// <param name="Last">The last of the failed batch; the same as <paramref name="First"/> for one event.</param>
/// <param name="Exception">The exception's type and the first line of its message, as <see cref="Describe"/> gives them.</param>
/// <param name="Owner">The executor on which it failed.</param>
/// <param name="At">When, by the worker's clock.</param>
internal sealed record FailureNote(EntryId First, EntryId Last, string Exception, string Owner, DateTimeOffset At)
{
    /// <summary>A note is read by people: more than so many characters help none of them.</summary>
    public const int LongestException = 1000;

    public static string Describe(Exception error)
    {
        var message = error.Message.AsSpan();
        var end = message.IndexOfAny('\r', '\n');
        var text = $"{error.GetType()}: {(end < 0 ? message : message[..end])}";
        if (text.Length <= LongestException) return text;

        // Not between the halves of one character.
        return text[..(char.IsHighSurrogate(text[LongestException - 1]) ? LongestException - 1 : LongestException)];
    }
}
