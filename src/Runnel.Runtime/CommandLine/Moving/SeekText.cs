using System.Globalization;
using System.Text;

namespace Runnel.CommandLine;

/// <summary>What a seek does or would do, for people and for programs.</summary>
internal static class SeekText
{
    public static string Line(SeekPart part, bool isRehearsal) => part.Outcome switch
    {
        SeekOutcome.NoStream => $"{part.Lease}: there are no events to go to; it is left as it is, and handles the first event that is sent",
        SeekOutcome.Refused => $"{part.Lease}: not moved. {part.Problem}",
        SeekOutcome.Unchanged => $"{part.Lease}: stands there already, {Place(part)}{Notes(part, isRehearsal: true)}",
        _ => $"{part.Lease}: {(isRehearsal ? "would go on" : "goes on")} {Place(part)} (was {Before(part)}); "
            + $"{Between(part, isRehearsal)}{Notes(part, isRehearsal)}",
    };

    /// <summary>The names are a contract; more may be added.</summary>
    public static string Json(IReadOnlyList<SeekPart> parts, bool isRehearsal) => EventText.Json(isIndented: true, json =>
    {
        json.WriteStartObject();
        json.WriteString("processor", parts[0].Lease.Processor);
        json.WriteString("stream", parts[0].Lease.Partition.Stream);
        json.WriteBoolean("dry_run", isRehearsal);
        json.WriteStartArray("partitions");
        foreach (var part in parts)
        {
            var moves = part.Outcome == SeekOutcome.Moved;
            var count = moves ? part.Between : null;
            json.WriteStartObject();
            json.WriteNumber("partition", part.Lease.Partition.Index);
            json.WriteString("outcome", Name(part.Outcome));
            json.WriteString("problem", part.Problem);
            json.WriteString("cursor_before", part.Before?.ToString());
            json.WriteString("cursor", (moves ? part.Target : part.Before)?.ToString());
            json.WriteString("next_event", part.Next?.ToString());
            json.WritePropertyName("handled_again");
            if (count is { } again && !part.IsForward) json.WriteNumberValue(again.Count);
            else json.WriteNullValue();
            json.WritePropertyName("skipped");
            if (count is { } skipped && part.IsForward) json.WriteNumberValue(skipped.Count);
            else json.WriteNullValue();
            json.WriteBoolean("count_is_exact", count is { IsExact: true });
            json.WriteString("owner", Owner(part));
            json.WriteBoolean("quarantined", part.Progress.Lease?.Quarantine is not null);
            json.WriteBoolean("paused", part.Progress.Lease?.Pause is not null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Name(SeekOutcome outcome) => outcome switch
    {
        SeekOutcome.Moved => "moved",
        SeekOutcome.Unchanged => "unchanged",
        SeekOutcome.NoStream => "no_stream",
        _ => "refused",
    };

    private static string Place(SeekPart part) => part.Next is { } next ? $"with {next}" : "with the next event that is sent";

    private static string Before(SeekPart part) => part.Before is { } cursor ? $"after {cursor}" : "not started";

    private static string Between(SeekPart part, bool isRehearsal)
    {
        if (part.Between is not { } between) return "how many events that is nobody can tell before the processor has started";
        if (between.Count == 0) return "no event lies between";
        var number = between.Count.ToString(CultureInfo.InvariantCulture);
        var events = $"{(between.IsExact ? "" : "at least ")}{number} {(between.Count == 1 && between.IsExact ? "event" : "events")}";
        var verb = isRehearsal ? "would be" : between.Count == 1 && between.IsExact ? "is" : "are";
        return part.IsForward ? $"{events} {verb} skipped, unhandled" : $"{events} {verb} handled again";
    }

    private static string Notes(SeekPart part, bool isRehearsal)
    {
        var notes = new StringBuilder();
        if (Owner(part) is { } owner && !isRehearsal) notes.Append($"; its owner {owner} follows");
        if (part.Progress.Lease?.Quarantine is { } mark) Stays("quarantined", mark.At);
        if (part.Progress.Lease?.Pause is { } pause) Stays("paused", pause.At);
        return notes.ToString();

        void Stays(string how, DateTimeOffset since)
            => notes.Append(CultureInfo.InvariantCulture, $"; it is {how} since {since.UtcDateTime:u} and stays so until it is resumed");
    }

    private static string? Owner(SeekPart part) => part.Progress.Lease is { Owner: { } owner, Remaining.Ticks: > 0 } ? owner : null;
}
