namespace Runnel.Streams;

/// <summary>
/// Who waits for the outcome of queued records. The lane asks <see cref="TryBegin"/> before a record goes into a batch, and tells the
/// outcome by exactly one call of <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Dropped"/>: its last one for that record.
/// </summary>
internal abstract class SendTarget
{
    /// <summary>Encodes the record that was queued unencoded because the lane was full.</summary>
    public abstract RawFields Encode();

    /// <summary>Whether the record may go into flight; false: it was withdrawn. Once true, it can no longer be withdrawn.</summary>
    public abstract bool TryBegin();

    /// <summary>
    /// Takes a record back that has begun, and surely is not in the stream: until it begins again (<see cref="TryBegin"/>) it may be
    /// withdrawn.
    /// </summary>
    public abstract void TakeBack();

    /// <summary>Whether a queued record was withdrawn, so that the lane need not keep it.</summary>
    public abstract bool IsWithdrawn { get; }

    /// <summary>Whether a record that has begun, and surely is not in the stream, may still be sent after another record failed.</summary>
    public abstract bool GoesOn { get; }

    public abstract void Succeeded(in QueuedSend send, EntryId id);

    public abstract void Failed(in QueuedSend send, Exception error);

    /// <summary>The lane let go of a withdrawn record.</summary>
    public abstract void Dropped(in QueuedSend send);
}
