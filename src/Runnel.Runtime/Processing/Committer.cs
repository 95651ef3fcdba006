using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Coordination;

namespace Runnel.Processing;

/// <summary>
/// Sends the commits of one executor: those of all partitions that are ready, in one call, and one call at a time. What becomes ready
/// meanwhile is the next call.
/// </summary>
internal sealed class Committer(ExecutorContext context, Outage outage, ILogger logger)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly AsyncSignal _signal = new();
    private readonly string _processor = context.Processor.Name;
    private List<CommitSlot> _queued = [];
    private List<CommitSlot> _sending = [];
    private List<CommitRequest> _requests = [];
    private Backoff _backoff = Backoff.ForBroker;

    public void Enqueue(CommitSlot slot)
    {
        lock (_gate) _queued.Add(slot);
        _signal.Set();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(static state => ((AsyncSignal)state!).Set(), _signal);
        while (true)
        {
            await _signal.WaitAsync();
            if (cancellationToken.IsCancellationRequested) return;

            Collect();
            while (_requests.Count > 0 && !cancellationToken.IsCancellationRequested)
            {
                if (!await SendAsync(cancellationToken)) await RestAsync(cancellationToken);
                Collect();
            }
        }
    }

    private void Collect()
    {
        lock (_gate)
        {
            if (_sending.Count == 0) (_queued, _sending) = (_sending, _queued);
            else
            {
                _sending.AddRange(_queued);
                _queued.Clear();
            }
        }

        _requests.Clear();
        var kept = 0;
        for (var i = 0; i < _sending.Count; i++)
        {
            if (_sending[i].Prepare() is not { } request) continue;
            _requests.Add(request);
            _sending[kept++] = _sending[i];
        }

        _sending.RemoveRange(kept, _sending.Count - kept);
    }

    /// <summary>False: no answer; all of it is sent again.</summary>
    private async ValueTask<bool> SendAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<CommitReply> replies;
        try
        {
            replies = await context.Broker.CommitAsync(_requests, cancellationToken);
        }
        catch (BrokerException error)
        {
            outage.Report(error);
            _requests = [];
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        outage.End();
        _backoff.Reset();
        for (var i = 0; i < _sending.Count; i++) Complete(_sending[i], _requests[i], replies[i]);
        _sending.Clear();
        return true;
    }

    private void Complete(CommitSlot slot, in CommitRequest request, CommitReply reply)
    {
        var (partition, _) = request.Claim.Lease;
        switch (reply.Status)
        {
            case CommitStatus.Fenced:
                if (slot.Lease.Lose(LeaseLoss.Fenced)) logger.CommitFenced(_processor, partition.Stream, partition.Index, request.Claim.Epoch, request.Next);
                break;
            case CommitStatus.Moved:
                if (slot.Lease.Lose(LeaseLoss.Moved)) logger.CursorMoved(_processor, partition.Stream, partition.Index, request.Expected, reply.Stored);
                break;
            case CommitStatus.Failed:
                logger.CommitFailed(_processor, partition.Stream, partition.Index, reply.Error?.Message ?? "the broker gave no reason");
                slot.RetryAfter(Rest, context.Time);
                break;
        }

        if (slot.Complete(reply)) Enqueue(slot);
    }

    private async ValueTask RestAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_backoff.Next(), context.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
