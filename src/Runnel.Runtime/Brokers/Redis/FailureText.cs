namespace Runnel.Brokers.Redis;

/// <summary>A note of a failure as one text, <c>first last time owner exception</c>.</summary>
internal static class FailureText
{
    public static string Write(FailureNote note)
        => QuarantineText.Write(new QuarantineMark(note.First, note.Last, $"{note.Owner} {note.Exception}", note.At));

    public static FailureNote Read(string text)
    {
        if (QuarantineText.TryRead(text) is { } read && read.Exception.Split(' ', 2) is [var owner, var exception])
            return new FailureNote(read.First, read.Last, exception, owner, read.At);
        throw new BrokerException(
            BrokerFailure.Refused, $"The note of the last failure '{text}' is not one that Runnel wrote. Remove the hash field 'failure'.");
    }
}
