using System.Globalization;
using System.Text;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>A report for people: totals first, then each processor's partitions, what is wrong with them, and its members.</summary>
internal static class StatusText
{
    private const string Indent = "  ";
    private const string None = "-";

    public static string Write(AppReport report)
    {
        var text = new StringBuilder();
        var at = report.At is { } time ? Format($", at {time:u} by its clock") : "";
        text.AppendLine($"{report.App} on {report.Broker}{at}");
        text.AppendLine($"leader: {Leader(report.Leader)}").AppendLine();

        var totals = new TextTable("processor", "stream", ">partitions", ">lag", ">behind", ">quarantined", ">members", "partitions are");
        foreach (var processor in report.Processors)
        {
            totals.Add(
                processor.Name, processor.Stream, Number(processor.Partitions.Count), Number(processor.Lag), DurationText.Of(processor.Behind),
                Number(processor.Count(PartitionStanding.Quarantined)), Number(processor.Group.Members.Count(static member => member.Remaining > TimeSpan.Zero)), Standings(processor));
        }

        totals.WriteTo(text);
        foreach (var processor in report.Processors) Write(text.AppendLine(), processor);
        RetentionText.Write(text, report.Streams);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ProcessorReport processor)
    {
        text.AppendLine($"{processor.Name} on {processor.Stream}");
        var partitions = new TextTable(">partition", "state", "owner", ">lease", ">epoch", "cursor", ">lag", ">behind");
        foreach (var partition in processor.Partitions)
        {
            var lease = partition.Lease;
            partitions.Add(
                Number(partition.Index), partition.Standing.Text(), lease?.Owner ?? None, lease?.Owner is null ? None : DurationText.Of(lease.Remaining),
                lease is null ? None : Number(lease.Epoch), lease?.Cursor?.ToString() ?? None, Number(partition.Lag), DurationText.Of(partition.Behind));
        }

        partitions.WriteTo(text, Indent);
        foreach (var partition in processor.Partitions) WriteTroubles(text, partition);
        WriteMembers(text, processor);
    }

    private static void WriteTroubles(StringBuilder text, PartitionReport partition)
    {
        var start = Format($"{Indent}partition {partition.Index}");
        if (partition.Problem is { } problem) text.AppendLine($"{start} cannot be read: {problem}");
        if (partition.Progress.Lost > 0) text.AppendLine(Format($"{start}: {partition.Progress.Lost} events were trimmed before they were handled"));
        if (partition.Progress is { ParkedKeys: > 0 } progress)
            text.AppendLine(Format($"{start}: {progress.ParkedEvents} events of {progress.ParkedKeys} keys are parked, see 'deadletter parked'"));
        var mark = partition.Lease?.Quarantine;
        if (mark is not null) text.AppendLine($"{start} is quarantined {QuarantineLine.Of(mark)}");
        if (partition.Lease?.Pause is { } pause) text.AppendLine($"{start} is paused {Pausing.Describe(pause)}");

        // The failure that the mark is of needs no second line.
        if (partition.Progress.Failure is not { } failure || (mark is not null && mark.First == failure.First && mark.Last == failure.Last)) return;
        text.AppendLine(Format($"{start}: last error at {failure.At.UtcDateTime:u} {QuarantineLine.Events(failure.First, failure.Last)} on {failure.Owner}: {failure.Exception}"));
    }

    private static void WriteMembers(StringBuilder text, ProcessorReport processor)
    {
        var group = processor.Group;
        text.AppendLine(group.Generation == 0 ? $"{Indent}no assignment" : Format($"{Indent}assignment {group.Generation}"));
        if (group.Members.Count == 0)
        {
            text.AppendLine($"{Indent}no members");
            return;
        }

        var members = new TextTable("member", "state", ">holds", ">assigned", ">time left");
        foreach (var member in group.Members)
        {
            members.Add(
                member.Id, MemberStandings.Judge(processor, member).Text(), Number(processor.HeldBy(member.Id).Count()),
                Number(processor.AssignedTo(member.Id).Count()), DurationText.Of(member.Remaining));
        }

        members.WriteTo(text, Indent);
    }

    private static string Standings(ProcessorReport processor)
    {
        var found = new List<string>();
        foreach (var standing in Enum.GetValues<PartitionStanding>())
        {
            if (processor.Count(standing) is > 0 and var count) found.Add(Format($"{count} {standing.Text()}"));
        }

        return string.Join(", ", found);
    }

    private static string Leader(LeaderState leader) => leader switch
    {
        { Owner: null } => "nobody",
        { Remaining.Ticks: > 0 } => Format($"{leader.Owner} (term {leader.Term}, {DurationText.Of(leader.Remaining)} left)"),
        _ => Format($"nobody ({leader.Owner} led in term {leader.Term} and was not heard of in time)"),
    };

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? DurationText.Unknown;

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
