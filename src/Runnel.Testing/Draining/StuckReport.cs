using System.Globalization;
using System.Text;
using Runnel.Testing.Watching;

namespace Runnel.Testing.Draining;

/// <summary>Says what is stuck, where, for how long, and what may help.</summary>
internal static class StuckReport
{
    private const int MostProblems = 5;

    public static StuckException Create(TestBed bed, string what, IReadOnlyList<StuckEvent> stuck)
    {
        var text = new StringBuilder().Append(what).Append(stuck.Count == 0 ? ": code of the app still runs." : ":");
        foreach (var each in stuck) text.Append("\n  ").Append(each);
        var problems = bed.Workers.SelectMany(worker => worker.Problems.Select(problem => $"{worker.Name}: {problem}")).TakeLast(MostProblems).ToList();
        if (problems.Count > 0) text.Append("\nLogged as errors:");
        foreach (var problem in problems) text.Append("\n  ").Append(problem);
        var halted = bed.Workers.Find(worker => worker.State == WorkerState.Halted);
        return new StuckException(text.ToString(), stuck, halted?.Error);
    }

    /// <summary>A delivery or run that is in hand.</summary>
    public static StuckEvent Of(TestBed bed, Work work)
    {
        var due = bed.Clock.NextDue(work);
        var reason = due is { } moment
            ? $"in its handler, which waits for the clock since {Seconds(work.Elapsed)} of real time: until {At(bed, moment)}"
            : $"in its handler since {Seconds(work.Elapsed)} of real time, and not waiting for the clock";
        if (!work.Worker.IsConnected) reason += "; its connection to the broker was dropped";
        var where = due is null ? StuckWhere.Handler : StuckWhere.Clock;
        return work.Delivery is { } delivery
            ? new StuckEvent(
                delivery.Processor, delivery.Stream, delivery.Partition, delivery.FirstId, where, work.Elapsed, $"{reason} (attempt {delivery.Attempt}, {work.Worker.Name})")
            : new StuckEvent(work.Task!, null, null, null, where, work.Elapsed, $"{reason} ({work.Worker.Name})");
    }

    /// <summary>An event that is not settled.</summary>
    public static StuckEvent Of(TestBed bed, OpenEvents open, TimeSpan since)
    {
        var (processor, (stream, partition)) = (open.Lease.Processor, open.Lease.Partition);
        var work = bed.Journal.InHand.FirstOrDefault(work => work.Worker.State != WorkerState.Killed && work.IsOf(processor, stream, partition));
        if (work is not null) return Of(bed, work);
        var (where, reason) = Explain(bed, open);
        var more = open.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({open.Count - 1} more after it)") : "";
        return new StuckEvent(processor, stream, partition, open.Next, where, since, $"{reason}, since {Seconds(since)} of real time{more}");
    }

    private static (StuckWhere Where, string Reason) Explain(TestBed bed, OpenEvents open)
    {
        var willing = bed.Workers.Where(worker => worker.Processors.Any(processor => processor.Name == open.Lease.Processor)).ToList();
        var running = willing.FindAll(worker => worker.State == WorkerState.Running);
        if (open.IsPaused) return (StuckWhere.Paused, "its partition is paused: ResumeAsync");
        if (running.Count == 0)
        {
            if (willing.Find(worker => worker.State == WorkerState.Halted) is not { } halted)
                return (StuckWhere.Nobody, $"no worker runs the processor any more ({string.Join(", ", willing)}): start one with AddWorkerAsync");
            return (StuckWhere.Halted, $"{halted.Name} halted: {(halted.Error is { } error ? $"{error.GetType().Name}: {error.Message}" : "see below")}");
        }

        if (running.All(worker => !worker.IsConnected)) return (StuckWhere.Nobody, $"the connection to the broker was dropped ({string.Join(", ", running.Select(worker => worker.Name))}): RestoreConnection");
        var state = open.State;
        if (state?.Owner is null) return (StuckWhere.Clock, $"no worker holds the partition yet; {Next(bed)}");
        var owner = bed.Workers.Find(worker => worker.Owns(state.Owner));
        if (owner is not { State: WorkerState.Running })
            return (StuckWhere.Clock, $"the lease of {owner?.ToString() ?? state.Owner} has {Seconds(state.Remaining)} of the clock left; others take the partition then");
        if (!owner.IsConnected) return (StuckWhere.Clock, $"the connection of {owner.Name}, which holds the partition, was dropped; {Next(bed)}");
        return (StuckWhere.Clock, $"{owner.Name} waits for the clock (a batch that is to fill, a pause after a failure); {Next(bed)}");
    }

    private static string Next(TestBed bed) => bed.Clock.NextDue() is { } next ? $"the next moment is {At(bed, next)}" : "nothing waits for the clock";

    private static string At(TestBed bed, DateTimeOffset moment)
        => string.Create(CultureInfo.InvariantCulture, $"{moment:yyyy-MM-dd HH:mm:ss.FFF}, in {Seconds(moment - bed.Clock.GetUtcNow())}");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0##} s");
}
