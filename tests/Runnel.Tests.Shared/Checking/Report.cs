namespace Runnel.Tests.Checking;

/// <summary>A promise that a run broke.</summary>
public enum Rule
{
    /// <summary>One event stands in the stream more than once.</summary>
    DuplicateAppend,

    /// <summary>Events of one key stand in the stream in another order than they were sent in.</summary>
    AppendOrder,

    /// <summary>A send was confirmed, and its event is not in the stream.</summary>
    LostSend,

    /// <summary>A send was said to have failed for certain, and its event is in the stream.</summary>
    PhantomSend,

    /// <summary>A stored event was never handled to its end.</summary>
    Unhandled,

    /// <summary>Something was handled that is not in the stream.</summary>
    Unknown,

    /// <summary>An event was handed out before an earlier one of its partition was settled.</summary>
    Gap,

    /// <summary>The first handlings of a key's events do not ascend.</summary>
    Order,

    /// <summary>More was repeated than what was in hand, or what was repeated is no contiguous run.</summary>
    Replay,

    /// <summary>After a higher epoch began, a lower one began more than the event in hand; or two owners had one epoch.</summary>
    Epoch,

    /// <summary>Two owners handled one partition's events at the same time, beyond the event in hand.</summary>
    Overlap,
}

/// <summary>One broken promise, and where.</summary>
public sealed record Violation(Rule Rule, string What)
{
    public override string ToString() => $"{Rule}: {What}";
}

/// <summary>What the checker found.</summary>
public sealed record Report
{
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>How many events the stream holds.</summary>
    public required int Events { get; init; }

    /// <summary>Confirmed sends that are not stored, and stored events that were not handled.</summary>
    public required int Lost { get; init; }

    /// <summary>Events that came out of their key's order.</summary>
    public required int Reordered { get; init; }

    /// <summary>Handlings beyond the first of an event, retries in place not counted.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Deliveries that were still in an old owner's hands when the new one had begun.</summary>
    public required int Overlapping { get; init; }
}
