using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>
/// Keeps the leases of one executor: renews all of them in one call, every third of their expiry, and ends those that could not be
/// confirmed before their local deadline.
/// </summary>
internal sealed class LeaseKeeper(IBroker broker, TimeSpan expiry, TimeProvider time, Outage outage, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Lease> _leases = [];

    public void Add(Lease lease)
    {
        lock (_gate) _leases.Add(lease);
    }

    /// <summary>The lease is no longer renewed.</summary>
    public void Remove(Lease lease)
    {
        lock (_gate) _leases.Remove(lease);
    }

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(RenewAsync(cancellationToken), ExpireAsync(cancellationToken));

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var backoff = Backoff.ForBroker;
        var rhythm = new Rhythm(expiry / 3, time);
        var wait = rhythm.Left;
        while (true)
        {
            await Task.Delay(wait, time, cancellationToken);
            var leases = Leases();
            if (leases.Length == 0 || await TryExtendAsync(leases, cancellationToken))
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

    private async Task<bool> TryExtendAsync(Lease[] leases, CancellationToken cancellationToken)
    {
        var claims = new LeaseClaim[leases.Length];
        for (var i = 0; i < leases.Length; i++) claims[i] = leases[i].Claim;
        using var bound = new CancellationTokenSource(expiry / 3, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var sent = LeaseInstant.Now(time);
        IReadOnlyList<bool> held;
        try
        {
            held = await broker.ExtendAsync(claims, expiry, either.Token);
        }
        catch (BrokerException error)
        {
            outage.Report(error);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            outage.Report(new BrokerException(BrokerFailure.TimedOut, $"The renewal of {leases.Length} leases was not answered within {expiry / 3}."));
            return false;
        }

        for (var i = 0; i < leases.Length; i++)
        {
            // An answer about an epoch that the lease has left behind since says nothing.
            if (leases[i].Epoch != claims[i].Epoch || !IsKept(leases[i])) continue;
            if (held[i]) leases[i].Confirm(sent);
            else if (leases[i].Lose(LeaseLoss.Fenced)) logger.LeaseFenced(claims[i].Lease.Processor, claims[i].Lease.Partition.Stream, claims[i].Lease.Partition.Index, claims[i].Epoch);
        }

        return true;
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

            await Task.Delay(next + TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }
    }

    private bool IsKept(Lease lease)
    {
        lock (_gate) return _leases.Contains(lease);
    }

    /// <summary>Those that are held now.</summary>
    public Lease[] Leases()
    {
        lock (_gate)
        {
            var leases = new List<Lease>(_leases.Count);
            foreach (var lease in _leases)
            {
                if (lease.Loss == LeaseLoss.None) leases.Add(lease);
            }

            return [.. leases];
        }
    }
}
