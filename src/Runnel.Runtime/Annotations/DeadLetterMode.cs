namespace Runnel;

/// <summary>What becomes of the later events of a key, when an event of it failed for good and went to the dead letters.</summary>
public enum DeadLetterMode
{
    /// <summary>The default. They are handled as if nothing had been; the <see cref="ExceptionPolicy"/> decides whether processing goes on.</summary>
    Forward,

    /// <summary>
    /// The key is parked: its later events follow into the sink, in order, and none is handled before <c>deadletter release</c> has played back
    /// those before it. All other keys go on, whatever the <see cref="ExceptionPolicy"/>. It decides about what cannot be parked: an event whose key cannot be
    /// read, or one too many.
    /// </summary>
    ParkKey,
}
