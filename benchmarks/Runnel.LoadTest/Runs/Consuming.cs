namespace Runnel.LoadTest.Runs;

/// <summary>A worker with one processor and a stream that is full.</summary>
internal static class Consuming
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Events per second, from the first in the processor's hands to the last.</summary>
    public static async Task<double> MeasureAsync(Server server, string processor, int events)
    {
        var gauge = new Gauge(events);
        await using (await Worker.StartAsync(server, gauge, processor))
            await gauge.Done.WaitAsync(Bound);
        Reading.Check(gauge.Sum, events);
        return gauge.Rate;
    }
}
