using Runnel.Brokers;

namespace Runnel.Tests.Delivery;

/// <summary>
/// Watches the commits of one worker: a partition is in one call at a time, goes on where its last commit ended, and what got no answer is sent
/// again as it was. On demand it keeps the first call waiting, or loses answers.
/// </summary>
internal sealed class CommitWatch(IBroker inner) : BrokerDecorator(inner)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _underWay = [];
    private readonly Dictionary<int, CommitRequest> _unanswered = [];
    private readonly Dictionary<int, EntryId> _confirmed = [];
    private readonly List<string> _violations = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>Whether the first call is kept from the broker until <see cref="Release"/>.</summary>
    public bool HoldsFirst { get; init; }

    /// <summary>The answer of each so-many-th call gets lost; 0: none does.</summary>
    public int LosesEach { get; init; }

    /// <summary>The partitions in the call that is held.</summary>
    public IReadOnlyList<int>? Held { get; private set; }

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate) return [.. _violations];
        }
    }

    public void Release() => _released.SetResult();

    public override async ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
    {
        CommitRequest[] sent = [.. requests];
        int call;
        lock (_gate)
        {
            call = ++_calls;
            foreach (var request in sent) Begin(request);
            if (HoldsFirst && call == 1) Held = [.. sent.Select(IndexOf)];
        }

        IReadOnlyList<CommitReply> replies;
        try
        {
            if (HoldsFirst && call == 1) await _released.Task.WaitAsync(cancellationToken);
            replies = await Inner.CommitAsync(sent, cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                foreach (var request in sent) _underWay.Remove(IndexOf(request));
            }
        }

        lock (_gate)
        {
            if (LosesEach > 0 && call % LosesEach == 0) throw new BrokerException(BrokerFailure.TimedOut, "The answer got lost.");
            foreach (var request in sent)
            {
                _unanswered.Remove(IndexOf(request));
                _confirmed[IndexOf(request)] = request.Next;
            }

            foreach (var reply in replies)
            {
                if (reply.Status != CommitStatus.Committed) _violations.Add($"call {call} was answered {reply}");
            }
        }

        return replies;
    }

    private static int IndexOf(CommitRequest request) => request.Claim.Lease.Partition.Index;

    private void Begin(CommitRequest request)
    {
        var partition = IndexOf(request);
        if (!_underWay.Add(partition)) _violations.Add($"{request} was sent while another commit of its partition was under way");
        if (_unanswered.TryGetValue(partition, out var before) && before != request) _violations.Add($"{request} was sent though {before} has no answer");
        if (_confirmed.TryGetValue(partition, out var cursor) && cursor != request.Expected) _violations.Add($"{request} does not follow {cursor}");
        _unanswered[partition] = request;
    }
}
