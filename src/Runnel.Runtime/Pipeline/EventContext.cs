namespace Runnel;

/// <summary>What a call-shape processor may ask about its event or batch.</summary>
/// <param name="delivery">The delivery.</param>
public readonly struct EventContext(Delivery delivery)
{
    /// <summary>The delivery itself, undecoded.</summary>
    public Delivery Delivery => delivery;

    /// <summary>The event's id; of a batch, the first one's.</summary>
    public EntryId Id => delivery.FirstId;

    /// <summary>The stream's name.</summary>
    public string Stream => delivery.Stream;

    /// <summary>The partition, from 0.</summary>
    public int Partition => delivery.Partition;

    /// <summary>1 at the first try, one more at each retry in place.</summary>
    public int Attempt => delivery.Attempt;

    /// <summary>Whether an owner before this one may have begun the event already.</summary>
    public bool Recovering => delivery.Recovering;

    /// <summary>How often the event came back from dead letters, 0 for a fresh one; of a batch, the first one's (see <see cref="RawEvent.Returns"/>).</summary>
    public int Returns => delivery.Returns;

    /// <summary>The epoch of the partition's lease: higher at every change of owner.</summary>
    public long FencingToken => delivery.FencingToken;
}
