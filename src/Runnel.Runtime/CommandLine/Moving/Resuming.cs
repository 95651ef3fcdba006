using System.CommandLine;
using System.Globalization;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>Lifts quarantine and pause marks: what <c>partition resume</c> and <c>processor resume</c> have in common.</summary>
internal static class Resuming
{
    public const string Description = "Lets a processor go on with what was quarantined or paused; workers take it up without a restart. "
        + "Of what was quarantined, repair what made it fail first, or skip the failed events.";

    public static Option<bool> CreateSkip()
        => new("--skip") { Description = "Where it was quarantined, go on after the events that failed, which are not handled. Default: handle them again." };

    /// <summary>Resumes a partition, or all that are quarantined or paused.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="command">The command, for messages.</param>
    /// <param name="name">The processor's name.</param>
    /// <param name="partition">Null: all.</param>
    /// <param name="argument">How the command spells the partition, for messages.</param>
    /// <param name="skip">Whether to go on after the events that failed.</param>
    /// <param name="asJson">Whether to print for programs.</param>
    public static async Task<int> RunAsync(
        CommandContext context, string command, string name, int? partition, string argument, bool skip, bool asJson)
    {
        var leases = PartitionSelection.Find(context, name, partition, argument);
        var runtime = context.Open(command);
        await context.ConnectAsync(runtime);
        var (broker, output, cancellation) = (runtime.Broker, context.Console.Output, context.Signals.Token);
        var states = await PartitionSelection.InspectAsync(broker, leases, cancellation);
        var found = new List<ResumedMark>();
        for (var i = 0; i < leases.Count; i++)
        {
            // Only the marks that are shown are lifted: one that was set in the meantime tells of another failure.
            if (states[i]?.Quarantine is { } mark)
                await NoteAsync(new ResumedMark(leases[i], await broker.ResumeAsync(leases[i], mark, skip, cancellation), mark, null));
            if (states[i]?.Pause is { } pause)
                await NoteAsync(new ResumedMark(leases[i], await broker.EndPauseAsync(leases[i], pause, cancellation), null, pause));
        }

        if (asJson) await output.WriteLineAsync(Json(leases[0], found, skip));
        else if (!found.Exists(static each => each.IsLifted)) await output.WriteLineAsync($"{leases[0].Processor}: nothing was resumed.");
        return ExitCode.Done;

        async Task NoteAsync(ResumedMark each)
        {
            found.Add(each);
            if (each.IsLifted) await PartitionSelection.AnnounceAsync(broker, each.Lease, AnnouncementKind.PartitionFree, cancellation);
            if (!asJson) await output.WriteLineAsync(Line(each, skip));
        }
    }

    private static string Line(ResumedMark each, bool skip)
    {
        var outcome = !each.IsLifted ? "was changed meanwhile: look again"
            : each.Quarantine is null ? "goes on"
            : skip ? $"goes on after {each.Quarantine.Last}" : $"goes on with {each.Quarantine.First}";
        var what = each.Quarantine is { } mark
            ? string.Create(CultureInfo.InvariantCulture, $"quarantined at {mark.At:u}: {FailureNote.FirstLine(mark.Exception)}")
            : $"paused {Pausing.Describe(each.Pause!)}";
        return $"{each.Lease}: {outcome} ({what})";
    }

    /// <summary>The names are a contract; more may be added.</summary>
    private static string Json(LeaseId any, List<ResumedMark> found, bool skip) => EventText.Json(isIndented: true, json =>
    {
        json.WriteStartObject();
        json.WriteString("processor", any.Processor);
        json.WriteString("stream", any.Partition.Stream);
        json.WriteStartArray("partitions");
        foreach (var each in found)
        {
            json.WriteStartObject();
            json.WriteNumber("partition", each.Lease.Partition.Index);
            json.WriteString("was", each.Quarantine is null ? "paused" : "quarantined");
            json.WriteString("outcome", each.IsLifted ? "resumed" : "changed_meanwhile");
            json.WriteString("at", (each.Quarantine?.At ?? each.Pause!.At).UtcDateTime);
            json.WriteBoolean("skipped", skip && each is { IsLifted: true, Quarantine: not null });
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>A mark that was found; one of the two is there.</summary>
    private sealed record ResumedMark(LeaseId Lease, bool IsLifted, QuarantineMark? Quarantine, PauseMark? Pause);
}
