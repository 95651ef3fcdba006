using System.Globalization;

namespace Runnel.CommandLine;

/// <summary>Where a processor is to go on, as <c>--start</c> says it.</summary>
internal static class StartPosition
{
    public const string Allowed = "0 (the first event kept), $ (only events sent from now on), an entry id such as 1595369377000-0 "
        + "(the first event handled), or a time such as 2020-07-21T22:09:37Z (UTC where no offset is given)";

    /// <summary>What <see cref="ParsePlace"/> takes.</summary>
    public const string Places = "start (the first event kept), end (only events sent from now on), an entry id such as 1595369377000-0 "
        + "(the first event handled), or a time such as 2026-11-23T10:00Z (the first event at or after it; UTC where no offset is given)";

    /// <summary>ISO 8601 only: the platform's own reading takes almost anything for a date.</summary>
    private static readonly string[] Times =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK",
    ];

    /// <summary>The cursor: the last id that counts as handled; null: the stream's last one.</summary>
    /// <exception cref="SettingException">The text is no position.</exception>
    public static EntryId? Parse(string text)
    {
        if (text == "$") return null;
        if (EntryId.TryParse(text, CultureInfo.InvariantCulture, out var id)) return id.Previous;
        return (OfTime(text) ?? throw new SettingException($"--start is '{text}'. Allowed: {Allowed}.")).Previous;
    }

    /// <summary>The same, as <c>--to</c> says it.</summary>
    /// <exception cref="SettingException">The text is no place.</exception>
    public static EntryId? ParsePlace(string text)
    {
        if (text == "end") return null;
        if (text == "start") return EntryId.Zero;
        if (EntryId.TryParse(text, CultureInfo.InvariantCulture, out var id)) return id.Previous;
        return (OfTime(text) ?? throw new SettingException($"--to is '{text}'. Allowed: {Places}.")).Previous;
    }

    /// <summary>The least id of a time; null: the text is none.</summary>
    public static EntryId? OfTime(string text)
    {
        var isTime = DateTimeOffset.TryParseExact(
            text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        return isTime && time >= DateTimeOffset.UnixEpoch ? new EntryId((ulong)time.ToUnixTimeMilliseconds(), 0) : null;
    }
}
