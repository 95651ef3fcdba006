namespace Runnel.Chaos.Tests.Harness;

/// <summary>The Redis keys that the scenarios look at.</summary>
internal static class Keys
{
    public static string Stream(int partition) => $"runnel:{{chaos.steps.{partition}}}";

    /// <summary>Lease, cursor and counters of a processor on a partition.</summary>
    public static string State(int partition, string processor) => $"{Stream(partition)}:{processor}";

    public static string DeadLetters => "runnel:{chaos.dead.steps.0}";
}
