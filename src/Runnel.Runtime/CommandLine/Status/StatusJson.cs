using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>A report for programs. The names are a contract; more may be added.</summary>
internal static class StatusJson
{
    // It is read from a pipe, never put into a page: quotes and umlauts may stay what they are.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(AppReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("app", report.App);
            json.WriteString("broker", report.Broker);
            WriteTime(json, "at", report.At);
            Write(json, report.Leader);
            json.WriteStartArray("processors");
            foreach (var processor in report.Processors) Write(json, processor);
            json.WriteEndArray();
            json.WriteStartArray("streams");
            foreach (var stream in report.Streams) Write(json, stream);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + Environment.NewLine;
    }

    private static void Write(Utf8JsonWriter json, LeaderState leader)
    {
        if (leader is not { Owner: not null, Remaining.Ticks: > 0 })
        {
            json.WriteNull("leader");
            return;
        }

        json.WriteStartObject("leader");
        json.WriteString("owner", leader.Owner);
        json.WriteNumber("term", leader.Term);
        WriteSeconds(json, "seconds_left", leader.Remaining);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProcessorReport processor)
    {
        json.WriteStartObject();
        json.WriteString("processor", processor.Name);
        json.WriteString("stream", processor.Stream);
        json.WriteNumber("partition_count", processor.Partitions.Count);
        WriteNumber(json, "lag_events", processor.Lag);
        WriteSeconds(json, "lag_seconds", processor.Behind);
        json.WriteStartObject("partition_states");
        foreach (var standing in Enum.GetValues<PartitionStanding>()) json.WriteNumber(standing.Name(), processor.Count(standing));
        json.WriteEndObject();
        json.WriteNumber("assignment_generation", processor.Group.Generation);

        json.WriteStartArray("members");
        foreach (var member in processor.Group.Members)
        {
            json.WriteStartObject();
            json.WriteString("id", member.Id);
            json.WriteString("state", MemberStandings.Judge(processor, member).Name());
            WriteSeconds(json, "seconds_left", member.Remaining);
            WriteNumbers(json, "held_partitions", processor.HeldBy(member.Id));
            WriteNumbers(json, "assigned_partitions", processor.AssignedTo(member.Id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("partitions");
        foreach (var partition in processor.Partitions) Write(json, partition);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PartitionReport partition)
    {
        var (lease, progress) = (partition.Lease, partition.Progress);
        json.WriteStartObject();
        json.WriteNumber("partition", partition.Index);
        json.WriteString("state", partition.Standing.Name());
        json.WriteString("problem", partition.Problem);
        json.WriteString("owner", lease?.Owner);
        json.WriteString("assigned_to", partition.AssignedTo);
        WriteSeconds(json, "lease_seconds_left", lease?.Owner is null ? null : lease.Remaining);
        WriteNumber(json, "epoch", lease?.Epoch);
        json.WriteString("cursor", lease?.Cursor?.ToString());
        WriteNumber(json, "crashes", lease?.Crashes);
        WriteNumber(json, "length", partition.Problem is null ? progress.Partition.Length : null);
        WriteNumber(json, "lag_events", partition.Lag);
        WriteSeconds(json, "lag_seconds", partition.Behind);
        json.WriteString("next_event", progress.Next?.ToString());
        WriteNumber(json, "lost_events", partition.Problem is null ? progress.Lost : null);
        WriteNumber(json, "parked_keys", partition.Problem is null ? progress.ParkedKeys : null);
        WriteNumber(json, "parked_events", partition.Problem is null ? progress.ParkedEvents : null);
        if (lease?.Quarantine is { } mark) WriteFailure(json, "quarantine", mark.First, mark.Last, mark.Exception, mark.At, owner: null);
        else json.WriteNull("quarantine");
        if (lease?.Pause is { } pause) Write(json, pause);
        else json.WriteNull("pause");
        if (progress.Failure is { } failure) WriteFailure(json, "last_error", failure.First, failure.Last, failure.Exception, failure.At, failure.Owner);
        else json.WriteNull("last_error");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PauseMark pause)
    {
        json.WriteStartObject("pause");
        WriteTime(json, "at", pause.At);
        json.WriteString("by", pause.By);
        json.WriteString("reason", pause.Reason);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StreamReport stream)
    {
        json.WriteStartObject();
        json.WriteString("stream", stream.Name);
        json.WriteString("retention", stream.IsKept ? "until_processed" : "by_size");
        json.WriteNumber("partition_size", stream.Options.PartitionSize);
        WriteSeconds(json, "retention_age_seconds", stream.Age);
        json.WriteNumber("length", stream.Length);
        json.WriteNumber("longest_partition", stream.Longest);
        json.WriteNumber("full_partitions", stream.FullCount);
        WriteSeconds(json, "oldest_seconds", stream.Oldest);
        json.WriteStartArray("held_back_by");
        foreach (var holder in stream.Holders)
        {
            json.WriteStartObject();
            json.WriteString("processor", holder.Name);
            WriteNumbers(json, "partitions", holder.Partitions);
            json.WriteBoolean("is_registered", holder.IsRegistered);
            json.WriteNumber("members", holder.Members);
            WriteSeconds(json, "silent_seconds", holder.Silence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("partitions");
        foreach (var partition in stream.Partitions)
        {
            json.WriteStartObject();
            json.WriteNumber("partition", partition.Index);
            WriteNumber(json, "length", partition.Problem is null ? partition.Length : null);
            WriteSeconds(json, "oldest_seconds", partition.Oldest);
            json.WriteString("held_back_by", partition.HeldBy);
            json.WriteString("problem", partition.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFailure(
        Utf8JsonWriter json, string name, EntryId first, EntryId last, string exception, DateTimeOffset at, string? owner)
    {
        json.WriteStartObject(name);
        WriteTime(json, "at", at);
        json.WriteString("first_event", first.ToString());
        json.WriteString("last_event", last.ToString());
        if (owner is not null) json.WriteString("owner", owner);
        json.WriteString("exception", FailureNote.FirstLine(exception));
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? duration)
    {
        if (duration is { } known) json.WriteNumber(name, Math.Round(Math.Max(0, known.TotalSeconds), 3));
        else json.WriteNull(name);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known) json.WriteString(name, known.UtcDateTime);
        else json.WriteNull(name);
    }
}
