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
        var text = $"{error.GetType()}: {FirstLine(MessageOf(error))}";
        if (text.Length <= LongestException) return text;

        // Not between the halves of one character.
        return text[..(char.IsHighSurrogate(text[LongestException - 1]) ? LongestException - 1 : LongestException)];
    }

    public static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    /// <summary>The exception is user code too.</summary>
    private static string MessageOf(Exception error)
    {
        try
        {
            return error.Message;
        }
        catch (Exception thrown)
        {
            return $"its message could not be read ({thrown.GetType()})";
        }
    }
}
