namespace Runnel.Brokers.Memory;

/// <summary>What is stored of one processor on one partition. It outlives the partition's entries.</summary>
internal sealed class MemoryLease
{
    public string? Owner { get; set; }

    public long Epoch { get; set; }

    /// <summary>By the server's clock.</summary>
    public TimeSpan Expiry { get; set; }

    /// <summary>Null until the first acquire.</summary>
    public EntryId? Cursor { get; set; }

    public long Position { get; set; } = -1;

    public int Crashes { get; set; }

    /// <summary>The epoch under which an owner said that it begins.</summary>
    public long Begun { get; set; }

    public QuarantineMark? Quarantine { get; set; }

    public PauseMark? Pause { get; set; }

    public FailureNote? Failure { get; set; }

    /// <summary>What is parked; null: nothing ever was.</summary>
    public MemoryParking? Parking { get; set; }

    public bool IsHeldBy(LeaseClaim claim) => Owner == claim.Owner && Epoch == claim.Epoch;

    public void Release()
    {
        Owner = null;
        Expiry = TimeSpan.Zero;
        Crashes = 0;
    }
}
