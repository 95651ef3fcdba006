using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Telemetry;

namespace Runnel.Processing;

/// <summary>What a lane does; guarded by its committer.</summary>
internal enum CommitWork
{
    /// <summary>It waits to be woken.</summary>
    None,

    /// <summary>It will look for something to send.</summary>
    Looking,

    /// <summary>A call of its is under way, or rests before it is repeated.</summary>
    Sending,
}

/// <summary>One call of a <see cref="Committer"/> at a time: sends it, again until it has an answer, and gives each partition its part of that.</summary>
internal sealed class CommitLane(Committer committer, ExecutorContext context, Outage outage, ILogger logger)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly AsyncSignal _signal = new();
    private readonly string _processor = context.Processor.Name;
    private readonly List<CommitSlot> _sending = [];
    private List<CommitRequest> _requests = [];
    private Backoff _backoff = Backoff.ForBroker;

    public CommitWork Work { get; set; }

    /// <summary>Whether it advances.</summary>
    public LoopPulse Pulse { get; } = new("committing", context.Time);

    public void Wake() => _signal.Set();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(static state => ((CommitLane)state!).Wake(), this);
        while (true)
        {
            // Behind the partitions that an answer has just set going: what they settle without waiting for anything comes along.
            await Task.Yield();
            if (cancellationToken.IsCancellationRequested) return;
            if (!committer.Take(this, _sending))
            {
                Pulse.Rest();
                await _signal.WaitAsync();
                continue;
            }

            Prepare();
            while (_requests.Count > 0 && !cancellationToken.IsCancellationRequested && !await SendAsync(cancellationToken))
            {
                await RestAsync(cancellationToken);
                Prepare();
            }

            if (cancellationToken.IsCancellationRequested) return;
            committer.Return(this);
        }
    }

    private void Prepare()
    {
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
        Pulse.Expect(TimeSpan.Zero);
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
        committer.Return(this);
        for (var i = 0; i < _sending.Count; i++) Complete(_sending[i], _requests[i], replies[i]);
        if (Instruments.Commits.Enabled || Instruments.RefusedCommits.Enabled) Count(replies);
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

        if (slot.Complete(reply)) committer.Enqueue(slot);
    }

    private void Count(IReadOnlyList<CommitReply> replies)
    {
        var committed = 0;
        for (var i = 0; i < replies.Count; i++)
        {
            var status = replies[i].Status switch
            {
                CommitStatus.Fenced => "fenced",
                CommitStatus.Moved => "moved",
                CommitStatus.Failed => "failed",
                _ => null,
            };
            if (status is null) committed++;
            else Instruments.RefusedCommits.Count(1, ProcessorTags.With(context.Tags.Own, TelemetryNames.CommitStatus, status), logger);
        }

        if (committed > 0) Instruments.Commits.Count(committed, context.Tags.Own, logger);
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
