using System.Globalization;

namespace Runnel.Brokers.Redis;

/// <summary>A pause as one text, <c>time by reason</c>: equal marks are equal texts, so that a script can compare them.</summary>
internal static class PauseText
{
    public static string Write(PauseMark mark) => string.Create(CultureInfo.InvariantCulture, $"{mark.At.UtcDateTime:O} {mark.By} {mark.Reason}");

    public static PauseMark Read(string text)
    {
        var parts = text.Split(' ', 3);
        if (parts.Length == 3 && DateTimeOffset.TryParseExact(parts[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return new PauseMark(parts[1], at, parts[2]);
        throw new BrokerException(
            BrokerFailure.Refused, $"The pause mark '{text}' is not one that Runnel wrote. Remove the hash field 'pause', which ends the pause.");
    }
}
