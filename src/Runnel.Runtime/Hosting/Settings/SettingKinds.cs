using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Runnel.Hosting;

/// <summary>The kinds of values that settings have.</summary>
internal static class SettingKinds
{
    public static SettingKind<string> Text { get; } = new("text", ReadText, static value => value);

    public static SettingKind<bool> Flag { get; } = Choice(("false", false), ("true", true), ("0", false), ("1", true));

    /// <summary>The names of the original's guide first, then those of .NET.</summary>
    public static SettingKind<LogLevel> Level { get; } = Choice(
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warning", LogLevel.Warning),
        ("error", LogLevel.Error), ("critical", LogLevel.Critical), ("none", LogLevel.None),
        ("information", LogLevel.Information), ("warn", LogLevel.Warning));

    public static SettingKind<string> TimeZone { get; } = new(
        "an IANA time zone that this machine knows, such as UTC or Europe/London (minimal images may lack the tzdata package)",
        ReadTimeZone,
        static value => value);

    public static SettingKind<string> CompressorName(bool areChosenBySettings) => areChosenBySettings
        ? Choice(("none", "none"), ("gzip", "gzip"), ("brotli", "brotli"), ("lz4", "lz4"))
        : Choice(("none", "none")) with
        {
            Allowed = "none, since this program is built without the others: take RunnelCompressors=false out of its project file, or name the compressor in code, "
                + "[Stream(Compressor = typeof(Gzip))]",
        };

    public static SettingKind<string> Address { get; } = new("an IP address, such as 0.0.0.0, 127.0.0.1 or ::", ReadAddress, static value => value);

    public static SettingKind<long> WholeNumber(long least, long greatest) => new(
        $"a whole number from {least} to {greatest}",
        (string text, out long value) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= greatest,
        static value => value.ToString(CultureInfo.InvariantCulture));

    public static SettingKind<int> Count(int least, int greatest) => new(
        $"a whole number from {least} to {greatest}",
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= greatest,
        static value => value.ToString(CultureInfo.InvariantCulture));

    public static SettingKind<TimeSpan> Seconds(double least, double greatest) => new(
        string.Create(CultureInfo.InvariantCulture, $"a number of seconds from {least} to {greatest}"),
        (string text, out TimeSpan value) => TryReadSeconds(text, least, greatest, out value),
        static value => value.TotalSeconds.ToString(CultureInfo.InvariantCulture));

    public static SettingKind<TimeSpan> Milliseconds(int least, int greatest) => new(
        $"a whole number of milliseconds from {least} to {greatest}",
        (string text, out TimeSpan value) =>
        {
            var isWhole = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds);
            value = TimeSpan.FromMilliseconds(milliseconds);
            return isWhole && milliseconds >= least && milliseconds <= greatest;
        },
        static value => value.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>One of some names; <c>-</c>, <c>_</c> and case do not matter. The first name of a value is the one written.</summary>
    public static SettingKind<T> Choice<T>(params (string Name, T Value)[] choices)
        where T : notnull => new(
        FirstNames(choices),
        (string text, [MaybeNullWhen(false)] out T value) =>
        {
            foreach (var choice in choices)
            {
                if (!SettingName.Same(choice.Name, text)) continue;
                value = choice.Value;
                return true;
            }

            value = default;
            return false;
        },
        value => Array.Find(choices, choice => choice.Value.Equals(value)).Name ?? value.ToString()!);

    /// <summary>The first name of each value. (Without LINQ, which would be in a native file once for each type of value.)</summary>
    private static string FirstNames<T>((string Name, T Value)[] choices)
        where T : notnull
    {
        var names = new List<string>();
        for (var i = 0; i < choices.Length; i++)
        {
            var isFirst = true;
            for (var earlier = 0; earlier < i; earlier++) isFirst &= !choices[earlier].Value.Equals(choices[i].Value);
            if (isFirst) names.Add(choices[i].Name);
        }

        return string.Join(", ", names);
    }

    private static bool ReadText(string text, out string value)
    {
        value = text;
        return text.Length > 0;
    }

    private static bool TryReadSeconds(string text, double least, double greatest, out TimeSpan value)
    {
        var isAllowed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds >= least && seconds <= greatest;
        value = isAllowed ? TimeSpan.FromSeconds(seconds) : default;
        return isAllowed;
    }

    private static bool ReadAddress(string text, out string value)
    {
        value = text;

        // '127.1' and '7' are addresses of a kind, and hardly meant.
        var isWhole = text.Contains(':', StringComparison.Ordinal) || text.AsSpan().Count('.') == 3;
        return isWhole && IPAddress.TryParse(text, out _);
    }

    private static bool ReadTimeZone(string text, out string value)
    {
        value = text;
        return text == "UTC" || TimeZoneInfo.TryFindSystemTimeZoneById(text, out _);
    }
}
