namespace Runnel;

/// <summary>
/// What becomes of the ticks of a leader-only crontab that were missed: no worker led at that time, or the one that did was frozen for more
/// than a minute over it. A tick that comes while a run is still going is not missed; it is left out.
/// </summary>
public enum Misfire
{
    /// <summary>The default. Missed ticks are left out; the next one runs.</summary>
    Skip,

    /// <summary>
    /// Once a worker leads again, one run makes up for all missed ticks, as the run of the last of them. The first leader ever, and the first
    /// with a new schedule, has missed nothing.
    /// </summary>
    RunOnce,
}
