using Runnel.Streams;

namespace Runnel.CommandLine;

/// <summary>One dead letter of a sink.</summary>
internal sealed class Letter(EntryId id, RawFields fields, EventStream source)
{
    private StoredRecord? _record;

    /// <summary>Its own id, in the sink.</summary>
    public EntryId Id => id;

    /// <summary>The event's fields as its stream held them; none where <see cref="Problem"/> says why.</summary>
    public RawFields Fields => fields;

    /// <summary>Where the event came from and why it died; null: the sink does not keep that, or it cannot be read.</summary>
    public Dead? Dead { get; init; }

    /// <summary>Why what stands in the sink is no dead letter.</summary>
    public string? Problem { get; init; }

    /// <summary>How often the event had come back before it died this time.</summary>
    public int Returns => EntryHeaders.ReturnsOf(fields);

    /// <summary>When it came into the sink, by the server's clock.</summary>
    public DateTimeOffset? At => EventText.TimeOf(id);

    /// <summary>The event's record, as far as it can be read today.</summary>
    public StoredRecord Record => _record ??= StoredRecord.Of(source, fields);

    /// <summary>Whether the event is surely back in its stream.</summary>
    public bool IsReturned { get; set; }
}
