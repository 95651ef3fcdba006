using System.Globalization;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>How large and how patient the runs are. From the environment, since <c>scripts/chaos.sh</c> sets it.</summary>
internal static class ChaosSettings
{
    /// <summary><c>CHAOS_SCALE</c>: multiplies rounds and counts; 1 is what every test run does.</summary>
    public static int Scale { get; } = int.Parse(Read("CHAOS_SCALE") ?? "1", CultureInfo.InvariantCulture);

    /// <summary><c>CHAOS_SEED</c>: repeats the random choices of a run.</summary>
    public static int Seed { get; } = Read("CHAOS_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000);

    /// <summary>
    /// <c>CHAOS_TIME_FACTOR</c>: what times may be at most, as a multiple of what is promised. The promises are for a machine that has
    /// nothing else to do; correctness is never relaxed.
    /// </summary>
    public static double TimeFactor { get; } = double.Parse(Read("CHAOS_TIME_FACTOR") ?? "5", CultureInfo.InvariantCulture);

    /// <summary><c>CHAOS_FIGURES</c>: a file that gets one line of figures for each run.</summary>
    public static string? FiguresFile { get; } = Read("CHAOS_FIGURES");

    /// <summary><c>CHAOS_KEEP</c>: a folder in which the files of failed runs are kept.</summary>
    public static string? Keep { get; } = Read("CHAOS_KEEP");

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
