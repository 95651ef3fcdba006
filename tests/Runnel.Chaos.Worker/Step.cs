namespace Runnel.Chaos;

/// <summary>One event. Every key carries 1, 2, 3 and so on.</summary>
/// <param name="Key">The key; decides the partition.</param>
/// <param name="N">Its place among the events of its key.</param>
/// <param name="WorkMicroseconds">How long handling it takes; 0: what the worker's environment says.</param>
/// <param name="Deed">What handling it does besides; see <see cref="Deeds"/>.</param>
[Record(Primitive = true)]
public partial record Step(string Key, long N, int WorkMicroseconds = 0, string? Deed = null);

/// <summary>What an event may make its processor do.</summary>
public static class Deeds
{
    /// <summary>Throws.</summary>
    public const string Throw = "throw";

    /// <summary>Throws for as long as it has not come back from dead letters.</summary>
    public const string ThrowAtFirst = "throw-at-first";

    /// <summary>Waits until its token is cancelled.</summary>
    public const string Hang = "hang";

    /// <summary>Goes on for longer than any grace period, whatever becomes of its token.</summary>
    public const string Ignore = "ignore";

    /// <summary>Kills its own process.</summary>
    public const string Kill = "kill";
}
