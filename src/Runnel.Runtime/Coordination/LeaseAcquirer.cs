using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>The answer to a request for a lease, and when the request was sent.</summary>
internal readonly record struct Acquisition(AcquireReply Reply, LeaseInstant Sent);

/// <summary>Takes the leases of one executor: waits out other owners, quarantines, pauses and outages.</summary>
/// <param name="broker">Who decides.</param>
/// <param name="owner">The executor's id.</param>
/// <param name="expiry">How long a lease lasts.</param>
/// <param name="look">The longest wait between two looks at a lease that another holds: its release is announced, but may not be heard.</param>
/// <param name="lastChance">From so many crashes on, only those count whose owner had said that it begins; 0: each counts.</param>
/// <param name="time">The clocks.</param>
/// <param name="outage">Where a broker that is away is told.</param>
/// <param name="logger">Where all else is told.</param>
internal sealed class LeaseAcquirer(IBroker broker, string owner, TimeSpan expiry, TimeSpan look, int lastChance, TimeProvider time, Outage outage, ILogger logger)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _markLook = expiry / 3 < LongestLook ? expiry / 3 : LongestLook;
    private long _highestEpoch;

    /// <summary>Told of a partition each time it was asked for: its quarantine, or null when it has none. Must be short.</summary>
    public Action<int, QuarantineMark?>? Saw { get; init; }

    /// <summary>
    /// Waits until the lease is this owner's; <paramref name="freed"/> makes it look at once, and <paramref name="asking"/> is called before each look.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled, and the lease was not taken.</exception>
    public async Task<Acquisition> AcquireAsync(LeaseId lease, AsyncSignal freed, Action asking, CancellationToken cancellationToken)
    {
        QuarantineMark? seen = null;
        PauseMark? paused = null;
        while (true)
        {
            asking();
            var acquisition = await TryAcquireAsync(lease, cancellationToken);
            var reply = acquisition.Reply;
            Saw?.Invoke(lease.Partition.Index, reply.Status is AcquireStatus.Acquired or AcquireStatus.Held ? null : reply.Quarantine);
            switch (reply.Status)
            {
                case AcquireStatus.Acquired:
                    if (seen is not null) logger.Resumed(lease.Processor, lease.Partition.Stream, lease.Partition.Index);
                    if (paused is not null) logger.PauseEnded(lease.Processor, lease.Partition.Stream, lease.Partition.Index, paused.By, paused.At);
                    logger.Acquired(lease.Processor, lease.Partition.Stream, lease.Partition.Index, reply.Epoch, reply.Cursor);
                    return acquisition;
                case AcquireStatus.Held:
                    // Tried again right when it runs out, at the latest; its owner may have extended it by then.
                    logger.Held(lease.Processor, lease.Partition.Stream, lease.Partition.Index, reply.Holder, reply.Remaining);
                    await WaitAsync(reply.Remaining < look ? reply.Remaining : look, freed, cancellationToken);
                    break;
                case AcquireStatus.Paused:
                    if (reply.Pause is { } pause && pause != paused)
                        logger.Paused(lease.Processor, lease.Partition.Stream, lease.Partition.Index, pause.By, pause.At, pause.Reason);
                    paused = reply.Pause;
                    await WaitAsync(_markLook, freed, cancellationToken);
                    break;
                default:
                    if (reply.Quarantine is { } mark && mark != seen)
                        logger.FoundQuarantined(lease.Processor, lease.Partition.Stream, lease.Partition.Index, mark.First, mark.Last, mark.At, mark.Exception);
                    seen = reply.Quarantine;
                    await WaitAsync(_markLook, freed, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Asks once for the lease, or again when it is this owner's, until the broker has answered.</summary>
    public async Task<Acquisition> TryAcquireAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var backoff = Backoff.ForBroker;
        string? reported = null;
        while (true)
        {
            try
            {
                var sent = LeaseInstant.Now(time);

                // Not cancelled once it is sent: a lease that was taken unknowingly would have to run out. The broker bounds the call.
                cancellationToken.ThrowIfCancellationRequested();
                var reply = await broker.AcquireAsync(new AcquireRequest(lease, owner, expiry, Volatile.Read(ref _highestEpoch), lastChance), CancellationToken.None);
                Remember(reply.Epoch);
                Report(lease, reply);
                return new Acquisition(reply, sent);
            }
            catch (BrokerException error) when (error.IsTransient)
            {
                outage.Report(error);
            }
            catch (BrokerException error)
            {
                if (reported != error.Message) logger.AcquireRefused(lease.Processor, lease.Partition.Stream, lease.Partition.Index, error.Message);
                reported = error.Message;
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    /// <summary>The last id of a partition, whatever it takes to learn it.</summary>
    public async Task<EntryId> FindLastAsync(PartitionId partition, CancellationToken cancellationToken)
    {
        var backoff = Backoff.ForBroker;
        while (true)
        {
            try
            {
                return (await broker.InspectAsync(partition, cancellationToken)).Last;
            }
            catch (BrokerException error)
            {
                outage.Report(error);
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    private async Task WaitAsync(TimeSpan longest, AsyncSignal freed, CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.UnsafeRegister(static state => ((AsyncSignal)state!).Set(), freed);
        await using var alarm = time.CreateTimer(
            static state => ((AsyncSignal)state!).Set(), freed, longest > ShortestWait ? longest : ShortestWait, Timeout.InfiniteTimeSpan);
        await freed.WaitAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Remember(long epoch)
    {
        var highest = Volatile.Read(ref _highestEpoch);
        while (epoch > highest)
        {
            var seen = Interlocked.CompareExchange(ref _highestEpoch, epoch, highest);
            if (seen == highest) return;
            highest = seen;
        }
    }

    private void Report(LeaseId lease, AcquireReply reply)
    {
        var (stream, partition) = lease.Partition;
        if (reply.Lost > 0) logger.EventsLost(lease.Processor, stream, partition, reply.Lost, reply.Cursor);
        if (reply.Notes.HasFlag(AcquireNotes.Begins)) logger.BeginsAfterTrimmed(lease.Processor, stream, partition, reply.Position);
        if (reply.Notes.HasFlag(AcquireNotes.Adopted)) logger.Adopted(lease.Processor, stream, partition, reply.Cursor);
        if (reply.Notes.HasFlag(AcquireNotes.Recreated)) logger.Recreated(lease.Processor, stream, partition, reply.Cursor);
        if (reply.Notes.HasFlag(AcquireNotes.Replaced)) logger.Replaced(lease.Processor, stream, partition);
    }
}
