namespace Runnel.Comparison;

/// <summary>What is measured, and what it promises.</summary>
/// <param name="Name">Also the name of its figures.</param>
/// <param name="Order">Whether events of one key stay in order.</param>
/// <param name="Crash">What a process that dies costs.</param>
/// <param name="Fencing">What stops a process that was given up but is still there.</param>
internal sealed record Contender(string Name, string Order, string Crash, string Fencing)
{
    private const string OneReader = "per key, as long as one reader per stream is all there is; nothing checks";
    private const string ComesBack = "; waits until the same reader is back";

    public static readonly IReadOnlyList<Contender> Consuming =
    [
        new("Runnel, `BeforeNext`", "per key, over any number of workers", "another worker goes on; the event in hand comes again", "yes: late commits are refused"),
        new("Runnel, `Background`", "per key, over any number of workers", "another worker goes on; what was not yet committed comes again", "yes: late commits are refused"),
        new("Runnel, `Take(100)`", "per key, over any number of workers", "another worker goes on; the batch in hand comes again", "yes: late commits are refused"),
        new("StackExchange.Redis by hand, XACK per event", OneReader, "the up to 100 events that were read come again, but for those acknowledged" + ComesBack, "no"),
        new("StackExchange.Redis by hand, XACK per 100", OneReader, "the up to 100 events that were read come again" + ComesBack, "no"),
        new("FreeRedis, blocking group, XACK per event", OneReader, "as by hand", "no"),
        new("FreeRedis, blocking group, XACK per 100", OneReader, "as by hand", "no"),
        new("BullMQ, concurrency 1", "of all jobs, with one worker and no retries", "the job in hand comes again when its lock is found expired (30 s)", "yes: a lock per job"),
        new("BullMQ, concurrency 100", "none", "the jobs in hand come again when their locks are found expired (30 s)", "yes: a lock per job"),
    ];

    public static readonly IReadOnlyList<Contender> Sending =
    [
        new("Runnel, `SendManyAsync`", "per key", "batches are repeated until answered, none is doubled, none is left out in the middle", ""),
        new("StackExchange.Redis by hand, 1,000 on their way", "per key, until the connection breaks", "unknown which of the 1,000 are there", ""),
        new("FreeRedis, pipelines of 1,000", "per key, until the connection breaks", "unknown which of the 1,000 are there", ""),
        new("BullMQ, `addBulk` of 1,000", "of all jobs", "unknown whether the 1,000 are there; all or none", ""),
    ];
}
