using Runnel.Contracts;

namespace Runnel.Testing.Watching;

/// <summary>Background tasks whose runs are watched.</summary>
internal static class TaskWatch
{
    /// <summary>The same app, with its background tasks watched.</summary>
    public static AppDescriptor Over(AppDescriptor app, TestBed bed, TestWorker worker) => new()
    {
        Name = app.Name,
        Settings = app.Settings,
        Streams = app.Streams,
        Processors = app.Processors,
        Tasks = [.. app.Tasks.Select(task => Over(task, bed, worker))],
    };

    private static BackgroundTaskDescriptor Over(BackgroundTaskDescriptor task, TestBed bed, TestWorker worker) => new()
    {
        Name = task.Name,
        Source = task.Source,
        Kind = task.Kind,
        Interval = task.Interval,
        Expression = task.Expression,
        TimeZone = task.TimeZone,
        OnLeader = task.OnLeader,
        Misfire = task.Misfire,
        Overlap = task.Overlap,
        NeedsServices = task.NeedsServices,
        Run = (app, services, stopping) => RunAsync(task, bed, worker, () => task.Run(app, services, stopping)),
    };

    private static async ValueTask RunAsync(BackgroundTaskDescriptor task, TestBed bed, TestWorker worker, Func<ValueTask> run)
    {
        var work = new Work(worker) { Task = task.Name, MayStay = task.Kind == BackgroundTaskKind.Startup };
        var at = bed.Clock.GetUtcNow();
        Exception? thrown = null;
        bed.Journal.Begin(work);
        Flow.Current = new Flow(bed.Activity, work);
        try
        {
            await run();
        }
        catch (Exception error)
        {
            thrown = error;
            throw;
        }
        finally
        {
            bed.Journal.Add(new TaskRun(task.Name, worker.Name, at, thrown));
            bed.Journal.End(work);
        }
    }
}
