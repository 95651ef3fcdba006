using System.Globalization;

namespace Runnel.Brokers.Redis;

/// <summary>
/// A quarantine mark as one text, <c>first last time exception</c>: equal marks are equal texts, so that a script can compare them.
/// </summary>
internal static class QuarantineText
{
    public static string Write(QuarantineMark mark)
        => string.Create(CultureInfo.InvariantCulture, $"{mark.First} {mark.Last} {mark.At.UtcDateTime:O} {mark.Exception}");

    public static QuarantineMark Read(string text)
        => TryRead(text) ?? throw new BrokerException(
            BrokerFailure.Refused,
            $"The quarantine mark '{text}' is not one that Runnel wrote. Remove the hash field 'quarantine', or resume by force.");

    /// <summary>Null: it is none.</summary>
    public static QuarantineMark? TryRead(string text)
    {
        var parts = text.Split(' ', 4);
        return parts.Length == 4
            && EntryId.TryParse(parts[0], null, out var first)
            && EntryId.TryParse(parts[1], null, out var last)
            && DateTimeOffset.TryParseExact(parts[2], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new QuarantineMark(first, last, parts[3], at)
            : null;
    }
}
