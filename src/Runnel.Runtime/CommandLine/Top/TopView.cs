using System.Globalization;
using System.Text;
using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>What <c>top</c> shows, as lines: made of two looks and nothing else.</summary>
internal static class TopView
{
    /// <summary>Names and reasons are cut there, so that one of them does not push the figures out of sight.</summary>
    public const int LongestCell = 40;

    private const string None = "-";
    private const string Indent = "  ";

    /// <summary>The lines.</summary>
    /// <param name="before">The look before; null: this is the first one, and rates are not known.</param>
    /// <param name="now">The look.</param>
    /// <param name="showsPartitions">Whether each partition has a line.</param>
    public static List<string> Write(AppReport? before, AppReport now, bool showsPartitions)
    {
        var text = new StringBuilder();
        var at = now.At is { } time ? Format($", at {time:u} by its clock") : "";
        text.AppendLine($"{Plain(now.App)} on {Plain(now.Broker)}{at}");
        text.AppendLine($"leader: {Leader(now.Leader)}").AppendLine();
        WriteProcessors(text, before, now);
        if (showsPartitions)
        {
            foreach (var processor in now.Processors) WritePartitions(text.AppendLine(), Find(before, processor), processor);
        }

        WriteMembers(text, now);
        WriteTroubles(text, now);
        return [.. text.ToString().TrimEnd().Split(Environment.NewLine)];
    }

    /// <summary>Cuts lines to a terminal's size.</summary>
    public static List<string> Fit(IReadOnlyList<string> lines, int width, int height)
    {
        var shown = new List<string>(Math.Min(lines.Count, height));
        var fits = lines.Count <= height;
        for (var i = 0; i < lines.Count && i < (fits ? height : height - 1); i++) shown.Add(Cut(lines[i], width));
        if (!fits && height > 0) shown.Add(Cut(Format($"… {lines.Count - height + 1} more lines"), width));
        return shown;
    }

    private static void WriteProcessors(StringBuilder text, AppReport? before, AppReport now)
    {
        var table = new TextTable(
            "processor", "stream", ">partitions", ">owners", ">lag", ">behind", ">sent/s", ">handled/s", ">quarantined", ">paused", ">members");
        foreach (var processor in now.Processors)
        {
            var rates = TopRates.Of(Find(before, processor), processor);
            table.Add(
                Cell(processor.Name), Cell(processor.Stream), Number(processor.Partitions.Count), Number(TopFigures.Owners(processor)),
                Number(processor.Lag), DurationText.Of(processor.Behind), Rate(rates.Sent), Rate(rates.Handled), Number(processor.Count(PartitionStanding.Quarantined)),
                Number(TopFigures.Paused(processor)), Number(TopFigures.Members(processor)));
        }

        table.WriteTo(text);
    }

    private static void WritePartitions(StringBuilder text, ProcessorReport? before, ProcessorReport processor)
    {
        text.AppendLine($"{Cell(processor.Name)} on {Cell(processor.Stream)}");
        var table = new TextTable(">partition", "state", "owner", ">lag", ">behind", ">sent/s", ">handled/s");
        foreach (var partition in processor.Partitions)
        {
            var rates = TopRates.Of(before?.Partitions.FirstOrDefault(each => each.Index == partition.Index), partition);
            table.Add(
                Number(partition.Index), partition.Standing.Text(), Cell(partition.Lease?.Owner ?? None), Number(partition.Lag),
                DurationText.Of(partition.Behind), Rate(rates.Sent), Rate(rates.Handled));
        }

        table.WriteTo(text, Indent);
    }

    private static void WriteMembers(StringBuilder text, AppReport now)
    {
        var table = new TextTable("member", "processor", "state", ">holds", ">assigned");
        var any = false;
        foreach (var processor in now.Processors)
        {
            foreach (var member in processor.Group.Members)
            {
                any = true;
                table.Add(
                    Cell(member.Id), Cell(processor.Name), MemberStandings.Judge(processor, member).Text(), Number(processor.HeldBy(member.Id).Count()),
                    Number(processor.AssignedTo(member.Id).Count()));
            }
        }

        text.AppendLine();
        if (any) table.WriteTo(text);
        else text.AppendLine("no members: no worker runs");
    }

    private static void WriteTroubles(StringBuilder text, AppReport now)
    {
        var start = text.Length;
        foreach (var processor in now.Processors)
        {
            foreach (var partition in processor.Partitions)
            {
                var place = Format($"{Cell(processor.Name)}, partition {partition.Index}");
                if (partition.Problem is { } problem) text.AppendLine($"{place} cannot be read: {Plain(problem)}");
                if (partition.Lease?.Quarantine is { } mark) text.AppendLine($"{place} is quarantined {Plain(QuarantineLine.Of(mark))}");
            }

            WritePauses(text, processor);
            if (TopFigures.LastError(processor) is not ({ } index, { } failure)) continue;
            var ago = now.At is { } at ? $"{DurationText.Of(at - failure.At)} ago" : Format($"at {failure.At.UtcDateTime:u}");
            text.AppendLine(Format($"last error of {Cell(processor.Name)}, partition {index}, {ago}: {Plain(failure.Exception)}"));
        }

        if (text.Length > start) text.Insert(start, Environment.NewLine);
    }

    /// <summary>Those that were paused together share a line.</summary>
    private static void WritePauses(StringBuilder text, ProcessorReport processor)
    {
        foreach (var paused in processor.Partitions.Where(static partition => partition.Lease?.Pause is not null).GroupBy(static partition => partition.Lease!.Pause!))
        {
            int[] partitions = [.. paused.Select(static partition => partition.Index)];
            var which = partitions.Length == 1 ? Format($"partition {partitions[0]} is") : $"partitions {PartitionRanges.Of(partitions)} are";
            text.AppendLine($"{Cell(processor.Name)}, {which} paused {Plain(Pausing.Describe(paused.Key))}");
        }
    }

    private static ProcessorReport? Find(AppReport? report, ProcessorReport processor)
        => report?.Processors.FirstOrDefault(each => each.Name == processor.Name);

    private static string Leader(LeaderState leader)
        => leader is { Owner: { } owner, Remaining.Ticks: > 0 } ? Format($"{Plain(owner)} (term {leader.Term})") : "nobody";

    private static string Cell(string text) => Cut(Plain(text), LongestCell);

    private static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        if (width <= 0) return "";
        var end = width - 1;

        // Not between the halves of one character.
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return $"{text[..end]}…";
    }

    /// <summary>What others wrote must not move the cursor, ring the bell or change colours.</summary>
    private static string Plain(string text)
        => text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0
            ? text
            : string.Concat(text.Select(static each => char.IsControl(each) ? '?' : each));

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? DurationText.Unknown;

    private static string Rate(double? rate) => rate?.ToString("0.#", CultureInfo.InvariantCulture) ?? None;

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
