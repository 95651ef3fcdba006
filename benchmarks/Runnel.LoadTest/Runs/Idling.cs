namespace Runnel.LoadTest.Runs;

/// <summary>A worker with three processors on all partitions of an empty stream: what it costs to wait.</summary>
internal static class Idling
{
    public const string Name = "idle worker, 16 partitions, 3 processors";

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    /// <summary>Processor time of this process, in percent of one core.</summary>
    public static async Task<double> MeasureAsync(Server server)
    {
        await using var worker = await Worker.StartAsync(server, new Gauge(1), "before_next", "background", "batches");
        await Task.Delay(Settling);
        var before = Environment.CpuUsage.TotalTime;
        await Task.Delay(Measured);
        return 100 * (Environment.CpuUsage.TotalTime - before) / Measured;
    }
}
