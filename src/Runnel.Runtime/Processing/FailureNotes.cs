using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>
/// Notes in the broker what failed last on each partition of one executor, for operators: beside the work, which never waits for it, and at
/// most once in an interval, whatever the rate of failures. The last failure is noted at last.
/// </summary>
internal sealed class FailureNotes(ExecutorContext context, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastCall = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly AsyncSignal _signal = new();
    private Dictionary<LeaseId, Failure> _pending = [];

    /// <summary>Takes the place of what failed on the partition before. Cheap: what it costs to write is spent on those that are sent.</summary>
    public void Add(Lease lease, EntryId first, EntryId last, Exception error)
    {
        lock (_gate) _pending[lease.Id] = new Failure(lease, first, last, error, context.Time.GetUtcNow());
        _signal.Set();
    }

    /// <summary>Runs until the executor has ended; then what is left is sent once more, within a bound.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(static state => ((AsyncSignal)state!).Set(), _signal);
        while (!cancellationToken.IsCancellationRequested)
        {
            await _signal.WaitAsync();
            if (cancellationToken.IsCancellationRequested) break;
            await SendAsync(cancellationToken);
            await Task.Delay(Interval, context.Time, cancellationToken).ConfigureAwait(Waits.Quietly);
        }

        using var bound = new CancellationTokenSource(LastCall, context.Time);
        await SendAsync(bound.Token);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        Dictionary<LeaseId, Failure> pending;
        lock (_gate)
        {
            if (_pending.Count == 0) return;
            pending = _pending;
            _pending = [];
        }

        await Task.WhenAll(pending.Values.Select(failure => SendAsync(failure, cancellationToken)));
    }

    private async Task SendAsync(Failure failure, CancellationToken cancellationToken)
    {
        var lease = failure.Lease;
        try
        {
            var note = new FailureNote(failure.First, failure.Last, FailureNote.Describe(failure.Error), lease.Owner, failure.At);

            // Fenced: the partition is another's, and so is its last failure.
            await context.Broker.NoteFailureAsync(lease.Claim, note, cancellationToken);
        }
        catch (BrokerException error)
        {
            logger.NotNoted(lease.Id.Processor, lease.Id.Partition.Stream, lease.Id.Partition.Index, error.Message);
            if (error.IsTransient) PutBack(failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            PutBack(failure);
        }
    }

    /// <summary>Tried again in the next round, unless something failed since.</summary>
    private void PutBack(Failure failure)
    {
        lock (_gate) _pending.TryAdd(failure.Lease.Id, failure);
        _signal.Set();
    }

    private sealed record Failure(Lease Lease, EntryId First, EntryId Last, Exception Error, DateTimeOffset At);
}
