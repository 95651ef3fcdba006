namespace Runnel.Threading;

/// <summary>Jitter and new ids: random, or what a <see cref="DeterministicContext"/> gives. Nothing secret is made of either.</summary>
internal static class Chance
{
    /// <summary>From 0 to less than 1.</summary>
    public static double NextDouble()
#pragma warning disable CA5394 // Spreads tries; nothing secret about it.
        => SynchronizationContext.Current is DeterministicContext context ? context.NextDouble() : Random.Shared.NextDouble();
#pragma warning restore CA5394

    public static Guid NextGuid() => SynchronizationContext.Current is DeterministicContext context ? context.NextGuid() : Guid.NewGuid();
}
