namespace Runnel.Processing;

/// <summary>Which events of a partition an owner may have begun before without settling them, so that deliveries can say so.</summary>
internal sealed class Recovery
{
    private EntryId _through;
    private bool _isNext;

    /// <summary>Another owner vanished: what comes next may have been in its hands.</summary>
    public void TakeOver() => _isNext = true;

    /// <summary>Everything up to an event may have been begun.</summary>
    public void TakeOver(EntryId through)
    {
        if (through > _through) _through = through;
    }

    public bool Covers(EntryId first) => _isNext || first <= _through;

    /// <summary>The delivery that came next is settled.</summary>
    public void Settle() => _isNext = false;
}
