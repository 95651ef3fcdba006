using Runnel.Brokers;
using Runnel.Simulation.Tests.Harness;
using Runnel.Tests.Delivery;

namespace Runnel.Simulation.Tests;

/// <summary>Servers that lack a fence.</summary>
internal static class Planted
{
    public static IBroker Put(Cluster cluster, IBroker broker) => cluster.Bug switch
    {
        Bug.NoOwnerCheck or Bug.NoCursorCheck => new CarelessCommits(cluster, broker),
        Bug.NoOwnerCheckInRenewal => new CarelessRenewals(cluster, broker),
        Bug.NoOwnerCheckInParking or Bug.NoParking => new CarelessParking(cluster, broker),
        Bug.NoSequence => new ForgetfulAppends(broker),
        Bug.NoPauseCheck => new CarelessPauses(cluster, broker),
        Bug.NoPauseHeeded => new UnheardPauses(broker),
        Bug.TrimsToGreatestCursor or Bug.TrimsUnseen => new GreedyTrims(cluster, broker),
        _ => broker,
    };

    private sealed class CarelessCommits(Cluster cluster, IBroker inner) : BrokerDecorator(inner)
    {
        public override ValueTask<IReadOnlyList<CommitReply>> CommitAsync(IReadOnlyList<CommitRequest> requests, CancellationToken cancellationToken)
            => base.CommitAsync([.. requests.Select(Forge)], cancellationToken);

        /// <summary>What the server would have to see to let it pass.</summary>
        private CommitRequest Forge(CommitRequest request)
        {
            if (cluster.Stored.Leases.GetValueOrDefault(request.Claim.Lease) is not { Owner: { } owner, Cursor: { } cursor } lease) return request;
            return cluster.Bug == Bug.NoOwnerCheck
                ? request with { Claim = request.Claim with { Owner = owner, Epoch = lease.Epoch } }
                : request with { Expected = cursor };
        }
    }

    private sealed class CarelessRenewals(Cluster cluster, IBroker inner) : BrokerDecorator(inner)
    {
        public override async ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
            IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        {
            await base.ExtendAsync([.. claims.Select(Forge)], expiry, cancellationToken);
            return [.. claims.Select(static _ => new ExtendReply(ExtendStatus.Held))];
        }

        private LeaseClaim Forge(LeaseClaim claim)
            => cluster.Stored.Leases.GetValueOrDefault(claim.Lease) is { Owner: { } owner } lease ? claim with { Owner = owner, Epoch = lease.Epoch } : claim;
    }

    private sealed class CarelessPauses(Cluster cluster, IBroker inner) : BrokerDecorator(inner)
    {
        public override ValueTask<AcquireReply> AcquireAsync(AcquireRequest request, CancellationToken cancellationToken)
        {
            if (cluster.Stored.Leases.GetValueOrDefault(request.Lease) is not { Pause: { } pause } lease) return base.AcquireAsync(request, cancellationToken);
            lease.Pause = null;
            var reply = base.AcquireAsync(request, cancellationToken);
            lease.Pause = pause;
            return reply;
        }
    }

    private sealed class UnheardPauses(IBroker inner) : BrokerDecorator(inner)
    {
        public override async ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
            IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
            => [.. (await base.ExtendAsync(claims, expiry, cancellationToken)).Select(static reply
                => reply.Status == ExtendStatus.Pausing ? reply with { Status = ExtendStatus.Held } : reply)];
    }

    private sealed class GreedyTrims(Cluster cluster, IBroker inner) : BrokerDecorator(inner)
    {
        public override async ValueTask<TrimReply> TrimAsync(TrimRequest request, CancellationToken cancellationToken)
        {
            if (cluster.Bug == Bug.TrimsUnseen) return await base.TrimAsync(request with { UpTo = new EntryId(ulong.MaxValue, ulong.MaxValue) }, cancellationToken);
            var reply = await base.TrimAsync(request, cancellationToken);
            if (cluster.Stored.Find(request.Partition) is not { } partition) return reply;
            var greatest = cluster.Stored.Leases.Where(pair => pair.Key.Partition == request.Partition).Max(static pair => pair.Value.Cursor) ?? EntryId.Zero;
            partition.Entries.RemoveFirst(partition.Entries.IndexAfter(greatest));
            return reply with { Partition = partition.View() };
        }
    }

    private sealed class CarelessParking(Cluster cluster, IBroker inner) : BrokerDecorator(inner)
    {
        public override async ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
        {
            if (cluster.Bug == Bug.NoOwnerCheckInParking) return await base.ParkAsync(request with { Claim = Forge(request.Claim) }, cancellationToken);
            await CommitAsync([new CommitRequest(request.Claim, request.Expected, request.Next, request.Count)], cancellationToken);
            return new ParkReply(ParkStatus.Parked);
        }

        public override ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
            => base.UnparkAsync(cluster.Bug == Bug.NoParking ? claim : Forge(claim), key, first, count, cancellationToken);

        private LeaseClaim Forge(LeaseClaim claim)
            => cluster.Stored.Leases.GetValueOrDefault(claim.Lease) is { Owner: { } owner } lease ? claim with { Owner = owner, Epoch = lease.Epoch } : claim;
    }

    private sealed class ForgetfulAppends(IBroker inner) : BrokerDecorator(inner)
    {
        private int _batches;

        public override ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
            => base.AppendAsync(partition, batch with { Producer = $"{batch.Producer}-{++_batches}" }, cancellationToken);
    }
}
