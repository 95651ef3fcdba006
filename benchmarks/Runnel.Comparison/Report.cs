using System.Globalization;
using System.Text;
using Runnel.LoadTest.Report;

namespace Runnel.Comparison;

/// <summary>The tables at the end, in Markdown.</summary>
internal static class Report
{
    public static string Render(Figures figures)
    {
        var text = new StringBuilder("| consume | events/s | least – greatest | order | when a process dies | fencing |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var contender in Contender.Consuming)
            text.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {Rates(contender, figures)} | {contender.Order} | {contender.Crash} | {contender.Fencing} |\n");
        text.Append("\n| send | events/s | least – greatest | order | when the connection breaks |\n| --- | --- | --- | --- | --- |\n");
        foreach (var contender in Contender.Sending)
            text.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {Rates(contender, figures)} | {contender.Order} | {contender.Crash} |\n");
        text.Append("\n| one event every 2 ms, sent to handled | p50 | p99 |\n| --- | --- | --- |\n");
        foreach (var name in Trickles.Names)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {figures.Median(Trickles.Figure(name, 50)):0.00} ms | {figures.Median(Trickles.Figure(name, 99)):0.00} ms |\n");
        return text.ToString();
    }

    private static string Rates(Contender contender, Figures figures)
    {
        var (least, greatest) = figures.Range(contender.Name);
        return string.Create(CultureInfo.InvariantCulture, $"{figures.Median(contender.Name):N0} | {least:N0} – {greatest:N0}");
    }
}

/// <summary>Names of the latency figures.</summary>
internal static class Trickles
{
    public const string Runnel = "Runnel, `BeforeNext`";
    public const string ByHand = "StackExchange.Redis by hand, asks every 5 ms";
    public const string FreeRedis = "FreeRedis, blocking group";
    public const string BullMq = "BullMQ, concurrency 1";

    public static readonly IReadOnlyList<string> Names = [Runnel, ByHand, FreeRedis, BullMq];

    public static string Figure(string name, int percentile) => $"p{percentile}, {name}";
}
