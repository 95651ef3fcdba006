namespace Runnel.Telemetry;

/// <summary>
/// The numbers of log events: contracts that operators filter and alert by, never reused. Each room has its own hundred; the messages
/// stand in the room that logs them.
/// </summary>
/// <remarks>
/// Messages take what is no reference type as <see cref="object"/>: for each combination of value types a native program would carry the whole of logging
/// once more, some 15 KB. They are boxed anyway when they are written.
/// </remarks>
internal static class EventIds
{
    /// <summary>Hosting and settings: 1000 to 1099.</summary>
    public const int Hosting = 1000;

    /// <summary>Streams and sending: 1100 to 1199.</summary>
    public const int Streams = 1100;

    /// <summary>Brokers: 1200 to 1299.</summary>
    public const int Brokers = 1200;

    /// <summary>Coordination (leases, leadership): 1300 to 1399.</summary>
    public const int Coordination = 1300;

    /// <summary>Processing (fetch, commit, policies): 1400 to 1499.</summary>
    public const int Processing = 1400;

    /// <summary>Pipeline (middleware, retries, dead letters): 1500 to 1599.</summary>
    public const int Pipeline = 1500;

    /// <summary>Scheduling (startup tasks, timers, crontabs): 1600 to 1699.</summary>
    public const int Scheduling = 1600;

    /// <summary>Telemetry itself: 1700 to 1799.</summary>
    public const int Telemetry = 1700;
}
