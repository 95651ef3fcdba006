using System.Diagnostics;
using Runnel.LoadTest;
using Runnel.Scaling.Series;

namespace Runnel.Scaling.Measuring;

/// <summary>What one point gave: events per second of all processes, and the memory of the largest one.</summary>
internal sealed record Outcome(double EventsPerSecond, double ResidentMebibytes, double HeapMebibytes);

/// <summary>Measures a point: as many fresh worker processes as it asks for, from their first event to their last.</summary>
internal sealed class Measurement(Server server, Filling filling, string program, ScalingOptions options)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    /// <summary>Long enough for all processes to be there before the first takes partitions; none moves while it is measured then.</summary>
    private static readonly TimeSpan JoinDelay = TimeSpan.FromSeconds(1);

    public async Task<Outcome> RunAsync(Point point)
    {
        var events = point.Events(options);
        await filling.PrepareAsync(point, events);
        var workers = new List<WorkerProcess>();
        try
        {
            for (var index = 0; index < point.Workers; index++) workers.Add(await WorkerProcess.StartAsync(program, Arguments(point, events)));
            await WaitAsync(workers, events);
            var reports = await Task.WhenAll(workers.Select(worker => worker.StopAsync()));
            return Sum(point, reports, events);
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
    }

    private IEnumerable<string> Arguments(Point point, int events)
    {
        var prefetch = point.Prefetch > 0 || point.Mode.Processor != Mode.Batches.Processor ? point.Prefetch : 2 * point.Batch;
        var target = point.Mode.Sends ? events / point.Workers : events;
        return
        [
            $"url={server.Url}", $"processor={point.Mode.Processor}", $"partitions={point.Partitions}", $"prefetch={prefetch}", $"batch={point.Batch}",
            $"target={target}", $"payload={point.PayloadBytes}", $"limit={options.Limit.TotalMilliseconds:0}",
            $"join-delay={(point.Workers > 1 ? JoinDelay.TotalMilliseconds : 0):0}",
        ];
    }

    /// <summary>Until all events were handled, or each process ended for itself.</summary>
    private static async Task WaitAsync(List<WorkerProcess> workers, int events)
    {
        var started = Stopwatch.GetTimestamp();
        while (workers.Sum(worker => worker.Count) < events && !workers.TrueForAll(worker => worker.HasEnded))
        {
            if (workers.Find(worker => worker.HasExited) is { } gone) throw new InvalidOperationException($"A worker ended:\n{gone.Printed()}");
            if (Stopwatch.GetElapsedTime(started) > Bound)
                throw new TimeoutException($"After {Bound.TotalSeconds:0} s only {workers.Sum(worker => worker.Count)} of {events} events were handled:\n{string.Join('\n', workers.Select(worker => worker.Printed()))}");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private static Outcome Sum(Point point, WorkerReport[] reports, int events)
    {
        const double Mebibyte = 1 << 20;
        var worked = Array.FindAll(reports, report => report.Count > 0);
        var count = worked.Sum(report => report.Count);
        var seconds = (worked.Max(report => report.Last) - worked.Min(report => report.First)) / 1e9;

        // Only where everything was consumed is it known what the numbers add up to.
        if (!point.Mode.Sends && count == events && (point.Backlog ?? events) == events) Reading.Check(worked.Sum(report => report.Sum), events);
        return new Outcome(count / seconds, reports.Max(report => report.ResidentBytes) / Mebibyte, reports.Max(report => report.HeapBytes) / Mebibyte);
    }
}
