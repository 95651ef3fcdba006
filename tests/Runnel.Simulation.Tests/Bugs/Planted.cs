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
