using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Telemetry;

namespace Runnel.Coordination;

/// <summary>
/// Keeps the leases of one executor: renews all of them in one call, every third of their expiry, and ends those that could not be
/// confirmed before their local deadline. Leases for which there was no answer, since the node of a cluster where they stand is away, are
/// asked for in calls of their own from then on, and keep no others waiting.
/// </summary>
internal sealed class LeaseKeeper(IBroker broker, TimeSpan expiry, TimeProvider time, Outage outage, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Lease> _leases = [];
    private readonly HashSet<Lease> _unanswered = [];
    private readonly AsyncSignal _retry = new();
    private readonly AsyncSignal _look = new();
    private readonly LoopPulse _renewPulse = new("renewing leases", time);
    private readonly LoopPulse _retryPulse = new("renewing leases of a node that is away", time);
    private readonly LoopPulse _expirePulse = new("watching leases", time);

    /// <summary>Whether it advances.</summary>
    public LoopPulse[] Pulses => [_renewPulse, _retryPulse, _expirePulse];

    public void Add(Lease lease)
    {
        lock (_gate) _leases.Add(lease);
    }

    /// <summary>The lease is no longer renewed.</summary>
    public void Remove(Lease lease)
    {
        lock (_gate)
        {
            _leases.Remove(lease);
            _unanswered.Remove(lease);
        }
    }

    /// <summary>Those that are held now.</summary>
    public Lease[] Leases()
    {
        lock (_gate) return [.. _leases.Where(static lease => lease.Loss == LeaseLoss.None)];
    }

    /// <summary>An operator's pause or reset may have been missed: renews all at once, which tells.</summary>
    public void Look() => _look.Set();

    public Task RunAsync(CancellationToken cancellationToken)
        => Task.WhenAll(RenewAsync(cancellationToken), RetryAsync(cancellationToken), LookAsync(cancellationToken), ExpireAsync(cancellationToken));

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var backoff = Backoff.ForBroker;
        var rhythm = new Rhythm(expiry / 3, time);
        var wait = rhythm.Left;
        while (true)
        {
            _renewPulse.Expect(wait + (expiry / 3));
            await Task.Delay(wait, time, cancellationToken);
            var leases = Answered();
            if (leases.Length == 0 || await TryExtendAsync(leases, outage.Report, cancellationToken))
            {
                backoff.Reset();
                rhythm.Advance();
                wait = rhythm.Left;
            }
            else
            {
                wait = backoff.Next();
            }
        }
    }

    /// <summary>Asks again for the leases that were not answered.</summary>
    private async Task RetryAsync(CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.Register(_retry.Set);
        var backoff = Backoff.ForBroker;
        while (true)
        {
            if (Unanswered().Length == 0)
            {
                backoff.Reset();
                _retryPulse.Rest();
                await _retry.WaitAsync();
            }

            _retryPulse.Expect(expiry / 3);
            await Task.Delay(backoff.Next(), time, cancellationToken);
            var leases = Unanswered();
            // Why was told when the first answer failed to come; the broker as a whole is not away.
            if (leases.Length > 0) await TryExtendAsync(leases, static _ => { }, cancellationToken);
        }
    }

    /// <summary>Renews whenever it is asked to. Where that fails, the next renewal in the usual rhythm says so.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.Register(_look.Set);
        while (true)
        {
            await _look.WaitAsync();
            cancellationToken.ThrowIfCancellationRequested();
            var leases = Answered();
            if (leases.Length > 0) await TryExtendAsync(leases, static _ => { }, cancellationToken);
        }
    }

    private async Task<bool> TryExtendAsync(Lease[] leases, Action<BrokerException> report, CancellationToken cancellationToken)
    {
        var claims = new LeaseClaim[leases.Length];
        for (var i = 0; i < leases.Length; i++) claims[i] = leases[i].Claim;
        using var bound = new CancellationTokenSource(expiry / 3, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var sent = LeaseInstant.Now(time);
        IReadOnlyList<ExtendReply> replies;
        try
        {
            replies = await broker.ExtendAsync(claims, expiry, either.Token);
        }
        catch (BrokerException error)
        {
            report(error);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report(new BrokerException(BrokerFailure.TimedOut, $"The renewal of {leases.Length} leases was not answered within {expiry / 3}."));
            return false;
        }

        for (var i = 0; i < leases.Length; i++)
        {
            // An answer about an epoch that the lease has left behind since says nothing.
            if (leases[i].Epoch == claims[i].Epoch) Take(leases[i], replies[i], sent);
        }

        return true;
    }

    private void Take(Lease lease, ExtendReply reply, LeaseInstant sent)
    {
        bool isNews;
        lock (_gate)
        {
            if (!_leases.Contains(lease)) return;
            isNews = reply.Status == ExtendStatus.Unknown ? _unanswered.Add(lease) : _unanswered.Remove(lease);
        }

        var (processor, partition) = (lease.Id.Processor, lease.Id.Partition);
        switch (reply.Status)
        {
            case ExtendStatus.Held or ExtendStatus.Pausing:
                lease.Confirm(sent);
                if (isNews) logger.LeaseAnswered(processor, partition.Stream, partition.Index);

                // It was announced too; whoever did not hear it learns it here.
                if (reply.Status == ExtendStatus.Pausing) lease.Pausing?.Invoke();
                break;
            case ExtendStatus.Lost:
                if (lease.Lose(LeaseLoss.Fenced)) logger.LeaseFenced(processor, partition.Stream, partition.Index, lease.Epoch);
                break;
            default:
                if (!isNews) break;
                logger.LeaseUnanswered(processor, partition.Stream, partition.Index, reply.Error!.Message);
                _retry.Set();
                break;
        }
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = expiry;
            foreach (var lease in Leases())
            {
                var left = lease.CertainFor;
                if (left > TimeSpan.Zero) next = left < next ? left : next;
                else if (lease.Lose(LeaseLoss.Expired)) logger.LeaseExpired(lease.Id.Processor, lease.Id.Partition.Stream, lease.Id.Partition.Index, lease.Epoch);
            }

            _expirePulse.Expect(next);
            await Task.Delay(next + TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }
    }

    private Lease[] Answered()
    {
        lock (_gate) return [.. _leases.Where(lease => lease.Loss == LeaseLoss.None && !_unanswered.Contains(lease))];
    }

    private Lease[] Unanswered()
    {
        lock (_gate) return [.. _unanswered.Where(static lease => lease.Loss == LeaseLoss.None)];
    }
}
