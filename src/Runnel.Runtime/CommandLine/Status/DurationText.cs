using System.Globalization;

namespace Runnel.CommandLine;

/// <summary>Durations for people: the two greatest units.</summary>
internal static class DurationText
{
    /// <summary>What is not known is said so.</summary>
    public const string Unknown = "?";

    public static string Of(TimeSpan? duration)
    {
        if (duration is not { } time) return Unknown;
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        return time.TotalSeconds < 10 ? Write($"{time.TotalSeconds:0.#} s")
            : time.TotalMinutes < 1 ? Write($"{time.Seconds} s")
            : time.TotalHours < 1 ? Write($"{time.Minutes} min {time.Seconds} s")
            : time.TotalDays < 1 ? Write($"{time.Hours} h {time.Minutes} min")
            : Write($"{time.Days} d {time.Hours} h");
    }

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
