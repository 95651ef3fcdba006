namespace Runnel.CommandLine;

/// <summary>What the program's exit codes mean: contracts that scripts and supervisors rely on.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A processor halted, or something that must not happen did.</summary>
    public const int Halted = 1;

    /// <summary>Bad usage, settings or input.</summary>
    public const int BadUsage = 2;

    /// <summary>Redis is not reachable (commands other than <c>worker</c>, which waits).</summary>
    public const int Unreachable = 3;

    /// <summary>Ended by a signal: 128 + its number, as shells say it (130: SIGINT, 143: SIGTERM).</summary>
    public static int OfSignal(int number) => 128 + number;
}
