using Runnel.Brokers;
using Runnel.Testing.Watching;

namespace Runnel.Testing.Draining;

/// <summary>Waiting until a host is at rest, and until its streams are settled. Looks at what is so, again and again; never sleeps for long.</summary>
internal static class Drain
{
    /// <summary>How often in a row it must look as if nothing but the clock could help: where the machine is busy, one look may deceive.</summary>
    public const int Looks = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    // More than the longest grace period allowed, and all that may follow it.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromDays(2);

    public static Task PauseAsync() => Task.Delay(Pause);

    /// <summary>Waits until no code of the host runs and, if wanted, no handler or run goes on but for those that wait for the clock.</summary>
    public static async Task SettleAsync(TestBed bed, bool waitForHandlers, Bound bound)
    {
        while (true)
        {
            var isAtRest = await bed.Activity.RestAsync(bound);
            var busy = Busy(bed);
            if (isAtRest && (!waitForHandlers || busy.Count == 0)) return;
            if (!isAtRest || bound.IsOver)
            {
                throw StuckReport.Create(
                    bed, $"What was started at {bed.Clock.GetUtcNow():O} did not come to rest within {bound.Patience.TotalSeconds:0.#} s of real time", [.. busy.Select(work => StuckReport.Of(bed, work))]);
            }

            await PauseAsync();
        }
    }

    /// <summary>Waits until every event is settled, moving the clock by so much at most where nothing else helps.</summary>
    public static async Task RunAsync(TestBed bed, TimeSpan clockTime)
    {
        var bound = new Bound(bed.Settings.Patience);
        var end = bed.Clock.GetUtcNow() + clockTime;
        var since = new Dictionary<(LeaseId, EntryId), TimeSpan>();
        for (var looks = 0; ;)
        {
            var isAtRest = await bed.Activity.RestAsync(bound);
            var open = OpenEvents.Find(bed);
            foreach (var each in open) since.TryAdd((each.Lease, each.Next), bound.Elapsed);
            var busy = Busy(bed);
            if (isAtRest && open.Count == 0 && busy.Count == 0) return;
            if (isAtRest && busy.Count == 0)
            {
                if (open.TrueForAll(static each => each.IsPaused)) throw Stuck("Nothing but the test brings the app on", busy);
                if (bed.Clock.NextDue() is { } due && due <= end)
                {
                    bound = new Bound(bed.Settings.Patience);
                    await bed.Clock.StepAsync(due, bound);
                    since.Clear();
                    looks = 0;
                    continue;
                }

                if (++looks > Looks) throw Stuck("Nothing but the clock, or the test, brings the app on", busy);
            }
            else
            {
                looks = 0;
            }

            if (bound.IsOver) throw Stuck($"The app did not come to rest within {bound.Patience.TotalSeconds:0.#} s of real time", busy);
            await PauseAsync();
        }

        StuckException Stuck(string what, List<Work> busy)
        {
            var open = OpenEvents.Find(bed);
            var events = open.Select(each => StuckReport.Of(bed, each, bound.Elapsed - since.GetValueOrDefault((each.Lease, each.Next), bound.Elapsed)));
            var others = busy.Where(work => work.Delivery is null).Select(work => StuckReport.Of(bed, work));
            return StuckReport.Create(bed, what, [.. events, .. others]);
        }
    }

    /// <summary>Moves the clock until something has ended, which is cancelled: grace periods run out, and what ignores them is left.</summary>
    public static async Task RunOutAsync(TestBed bed, Task ending)
    {
        var bound = new Bound(bed.Settings.Patience);
        var end = bed.Clock.GetUtcNow() + LongestEnd;
        while (await bed.Activity.RestAsync(bound) && !ending.IsCompleted && bed.Clock.NextDue() is { } due && due <= end) await bed.Clock.StepAsync(due, bound);
    }

    /// <summary>Handlers and runs that may still go on by themselves.</summary>
    private static List<Work> Busy(TestBed bed) => [.. bed.Journal.InHand.Where(work =>
        !work.MayStay && work.Worker is { State: not WorkerState.Killed, IsConnected: true } && bed.Clock.NextDue(work) is null)];
}
