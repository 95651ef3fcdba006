namespace Runnel.Testing;

/// <summary>Where an event, or a background task, is stuck.</summary>
public enum StuckWhere
{
    /// <summary>In the code of a processor or of a background task, which does not end and waits for nothing that the clock would bring.</summary>
    Handler,

    /// <summary>It waits for the clock: a retry, a batch that is to fill, a delay in a handler, a lease that runs out.</summary>
    Clock,

    /// <summary>Its worker halted.</summary>
    Halted,

    /// <summary>No worker that runs takes it.</summary>
    Nobody,

    /// <summary>Its partition is paused: only <see cref="RunnelTestHost{TApp}.ResumeAsync"/> helps.</summary>
    Paused,
}
