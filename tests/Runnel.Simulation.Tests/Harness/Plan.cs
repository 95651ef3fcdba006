using Runnel.Pipeline;
using Runnel.Streams;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>How a processor is written.</summary>
internal enum Shape
{
    Loop,
    BatchLoop,
    Call,
    BatchCall,
}

/// <summary>
/// What one run is like, all of it by its seed. Each run leaves most kinds of trouble out, so that the others meet in it more often than if all
/// happened always.
/// </summary>
internal sealed record Plan
{
    public required int Partitions { get; init; }

    public required int Workers { get; init; }

    public required int Keys { get; init; }

    public required int Events { get; init; }

    /// <summary>The longest pause between two sends.</summary>
    public required TimeSpan SendPause { get; init; }

    public required TimeSpan SendTimeout { get; init; }

    public required Shape Shape { get; init; }

    public required ProcessorOptions Options { get; init; }

    /// <summary>The longest time that an event takes.</summary>
    public required TimeSpan Work { get; init; }

    /// <summary>Whether the processor goes on when its token is cancelled.</summary>
    public required bool IsDeaf { get; init; }

    /// <summary>How likely an event fails once or twice before it succeeds.</summary>
    public required double Failures { get; init; }

    /// <summary>Whether events that failed for good are kept as dead letters.</summary>
    public required bool DeadLetters { get; init; }

    /// <summary>Whether keys are parked whose events failed for good; an operator releases them.</summary>
    public bool Parks => Options.DeadLetterMode == DeadLetterMode.ParkKey;

    /// <summary>Whether an operator skips quarantined events rather than have them tried again.</summary>
    public required bool Skips { get; init; }

    /// <summary>Whether everything is paused once when peace has come.</summary>
    public required bool Rests { get; init; }

    /// <summary>How wrong the wall clocks of workers may be.</summary>
    public required TimeSpan WallClockError { get; init; }

    public required NetworkRates Network { get; init; }

    public required double Haste { get; init; }

    public required double Stalls { get; init; }

    public required TimeSpan LongestStall { get; init; }

    /// <summary>
    /// The limit of each partition, whose events are kept until they are processed, by a second processor too; 0: nothing is ever
    /// trimmed.
    /// </summary>
    public required long Limit { get; init; }

    /// <summary>The longest pause of the second processor between two looks.</summary>
    public required TimeSpan AuditPause { get; init; }

    public required IReadOnlyList<FaultKind> Kinds { get; init; }

    public required int Faults { get; init; }

    /// <summary>The stream that the producer sends to and the workers process.</summary>
    public StreamOptions StreamOptions => new()
    {
        PartitionCount = Partitions,
        PartitionSize = Limit,
        Retention = Limit > 0 ? Retention.UntilProcessed : Retention.BySize,
        SendTimeout = SendTimeout,
    };

    public static Plan Of(Dice dice)
    {
        var lease = TimeSpan.FromSeconds(dice.Of(2, 3, 6));
        var plan = new Plan
        {
            Partitions = dice.Between(1, 4),
            Workers = dice.Between(1, 3),
            Keys = dice.Between(1, 6),
            Events = dice.Between(10, 60),
            SendPause = dice.Of(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
            SendTimeout = TimeSpan.FromSeconds(dice.Of(2, 20)),
            Shape = (Shape)dice.Below(4),
            Options = DrawOptions(dice, lease),
            Work = dice.Of(TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(300), lease),
            IsDeaf = dice.Happens(0.2),
            Failures = dice.Of(0, 0, 0, 0.05, 0.2),
            DeadLetters = dice.Happens(0.5),
            Skips = dice.Happens(0.5),
            Rests = dice.Happens(0.3),
            WallClockError = dice.Of(TimeSpan.Zero, TimeSpan.FromHours(2)),
            Network = NetworkRates.Of(dice, lease),
            Haste = dice.Of(0, 0.01, 0.1),
            Stalls = dice.Of(0, 0, 0.002, 0.02),
            LongestStall = dice.Of(TimeSpan.FromMilliseconds(50), lease * 2),
            Limit = dice.Of(0, 0, 4, 20),
            AuditPause = dice.Of(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)),
            Kinds = DrawKinds(dice),
            Faults = dice.Between(0, 8),
        };
        return dice.Happens(0.3)
            ? plan with { DeadLetters = true, Failures = dice.Of(0.05, 0.2, 0.4), Options = plan.Options with { DeadLetterMode = DeadLetterMode.ParkKey } }
            : plan;
    }

    /// <summary>
    /// The same, with what a fence that is taken out belongs to, and without what is about other fences: an operator's commands, above all, which
    /// have workers look at the truth, heal much that would go wrong.
    /// </summary>
    public Plan Around(Bug bug)
    {
        if (bug == Bug.None) return this;
        var parks = bug is Bug.NoOwnerCheckInParking or Bug.NoParking;
        var trims = bug is Bug.TrimsToGreatestCursor or Bug.TrimsUnseen;
        var pauses = bug is Bug.NoPauseCheck or Bug.NoPauseHeeded;
        var kinds = Kinds.Where(kind => pauses || kind is not (FaultKind.Pause or FaultKind.Skip)).ToArray();
        return this with
        {
            DeadLetters = DeadLetters || parks,
            Failures = parks ? Math.Max(Failures, 0.2) : Failures,
            Options = Options with { DeadLetterMode = parks ? DeadLetterMode.ParkKey : DeadLetterMode.Forward },
            Limit = trims ? Math.Max(Limit, 4) : 0,
            Rests = pauses,
            Kinds = kinds.Length > 0 ? kinds : [FaultKind.Crash],
        };
    }

    private static ProcessorOptions DrawOptions(Dice dice, TimeSpan lease) => new()
    {
        ExceptionPolicy = (ExceptionPolicy)dice.Below(3),
        AckMode = dice.Of(AckMode.BeforeNext, AckMode.Background),
        PrefetchCount = dice.Of(1, 2, 8, 64),
        BatchSize = dice.Between(1, 8),
        BatchWithin = dice.Of(TimeSpan.Zero, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500)),
        Retries = dice.Of(0, 0, 1, 3),
        RetryDelay = TimeSpan.FromMilliseconds(20),
        RetryMaxDelay = TimeSpan.FromSeconds(1),
        // A process that dies is killed here, whatever it has in hand.
        MaxCrashes = 0,
        LockExpiry = lease,
        GracePeriod = dice.Of(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(5)),
        ReadTimeout = TimeSpan.FromSeconds(1.5),
        JoinDelay = dice.Of(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(0.5)),
        AssignmentSleep = TimeSpan.FromSeconds(2),
    };

    private static FaultKind[] DrawKinds(Dice dice)
    {
        List<FaultKind> kinds = [];
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            if (dice.Happens(0.4)) kinds.Add(kind);
        }

        return kinds.Count > 0 ? [.. kinds] : [FaultKind.Crash];
    }
}
