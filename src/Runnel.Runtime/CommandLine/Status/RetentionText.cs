using System.Globalization;
using System.Text;

namespace Runnel.CommandLine;

/// <summary>The section <c>retention</c> of a report for people: what each stream keeps, and who holds it back.</summary>
internal static class RetentionText
{
    public static void Write(StringBuilder text, IReadOnlyList<StreamReport> streams)
    {
        if (streams.Count == 0) return;
        text.AppendLine().AppendLine("retention");
        var table = new TextTable("stream", "keeps", ">limit", ">events", ">longest", ">full", ">oldest", "held back by");
        foreach (var stream in streams)
        {
            table.Add(
                stream.Name, Keeps(stream), stream.Options.PartitionSize == 0 ? "-" : Number(stream.Options.PartitionSize), Number(stream.Length), Number(stream.Longest),
                Number(stream.FullCount), stream.Oldest is { } oldest ? DurationText.Of(oldest) : "-", Holders(stream));
        }

        table.WriteTo(text, "  ");
        foreach (var stream in streams)
        {
            foreach (var partition in stream.Partitions)
            {
                if (partition.Problem is { } problem) text.AppendLine(CultureInfo.InvariantCulture, $"  {stream.Name}/{partition.Index} cannot be read: {problem}");
            }
        }
    }

    private static string Keeps(StreamReport stream) => stream switch
    {
        { IsKept: false } => "the newest",
        { Age.Ticks: > 0 } => $"until processed, {DurationText.Of(stream.Age)} at least",
        _ => "until processed",
    };

    private static string Holders(StreamReport stream)
    {
        if (!stream.IsKept || stream.Length == 0) return "-";
        if (stream.Holders.Count == 0) return stream.Partitions.Any(static partition => partition.Length > 0 && partition.HeldBy is null && partition.Cursor == EntryId.Zero) ? "nobody reads it" : "-";
        return string.Join("; ", stream.Holders.Select(static holder => holder switch
        {
            { IsRegistered: false } => Format($"{holder.Name} ({Count(holder)}, a group that no program of the app declares)"),
            { Members: > 0 } => Format($"{holder.Name} ({Count(holder)})"),
            { Silence: { } silence } => Format($"{holder.Name} ({Count(holder)}, nobody has run it for {DurationText.Of(silence)})"),
            _ => Format($"{holder.Name} ({Count(holder)}, never run)"),
        }));
    }

    private static string Count(RetentionHolder holder) => holder.Partitions.Count == 1 ? Format($"partition {holder.Partitions[0]}") : Format($"{holder.Partitions.Count} partitions");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
