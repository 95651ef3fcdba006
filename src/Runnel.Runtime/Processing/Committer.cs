using Microsoft.Extensions.Logging;
using Runnel.Coordination;
using Runnel.Telemetry;

namespace Runnel.Processing;

/// <summary>
/// Sends the commits of one executor, those of all partitions that are ready in one call. Two calls are under way at a time, so that the broker
/// has work while the partitions of the other call go on; a partition is in one of them at most, until that has an answer.
/// </summary>
internal sealed class Committer
{
    /// <summary>From so many on, what is ready when no call is under way is sent in two: fewer would not be worth a second call.</summary>
    private const int WorthTwoCalls = 4;

    private readonly Lock _gate = new();
    private readonly Queue<CommitSlot> _queued = new();
    private readonly CommitLane[] _lanes;

    public Committer(ExecutorContext context, Outage outage, ILogger logger)
        => _lanes = [new CommitLane(this, context, outage, logger), new CommitLane(this, context, outage, logger)];

    /// <summary>Whether it advances.</summary>
    public LoopPulse[] Pulses => [_lanes[0].Pulse, _lanes[1].Pulse];

    public void Enqueue(CommitSlot slot)
    {
        CommitLane? lane;
        lock (_gate)
        {
            _queued.Enqueue(slot);
            lane = Call();
        }

        lane?.Wake();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var runs = Array.ConvertAll(_lanes, lane => lane.RunAsync(cancellationToken));
        await await Task.WhenAny(runs);
        await Task.WhenAll(runs);
    }

    /// <summary>Gives a lane what to send next; false: nothing, and the lane is woken when there is something.</summary>
    public bool Take(CommitLane lane, List<CommitSlot> slots)
    {
        CommitLane? other = null;
        lock (_gate)
        {
            var count = _queued.Count;
            if (count >= WorthTwoCalls && IsAlone(lane)) count = (count + 1) / 2;
            lane.Work = count > 0 ? CommitWork.Sending : CommitWork.None;
            for (var i = 0; i < count; i++) slots.Add(_queued.Dequeue());
            if (_queued.Count > 0) other = Call();
        }

        other?.Wake();
        return slots.Count > 0;
    }

    /// <summary>A lane's call has its answer: it looks again soon.</summary>
    public void Return(CommitLane lane)
    {
        lock (_gate) lane.Work = CommitWork.Looking;
    }

    private bool IsAlone(CommitLane lane)
    {
        foreach (var other in _lanes)
        {
            if (other != lane && other.Work == CommitWork.Sending) return false;
        }

        return true;
    }

    /// <summary>The lane to wake: none when one looks soon anyway, or all are sending.</summary>
    private CommitLane? Call()
    {
        CommitLane? free = null;
        foreach (var lane in _lanes)
        {
            if (lane.Work == CommitWork.Looking) return null;
            if (lane.Work == CommitWork.None) free = lane;
        }

        if (free is not null) free.Work = CommitWork.Looking;
        return free;
    }
}
