using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Runtime.Tests.Coordination;

/// <summary>Renewals of which only some are answered, as on a cluster one of whose nodes is away.</summary>
public sealed class LeaseKeeperTests : IAsyncLifetime
{
    private const string Owner = "a";
    private readonly MemoryFixture _server = new(TimeProvider.System);
    private readonly TestLogs _logs = new();
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<Lease> _leases = [];
    private HalfAwayBroker _broker = null!;
    private Task _keeping = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync(Cancellation);
        _broker = new HalfAwayBroker(_server.CreateBroker());
        await _broker.ConnectAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var lease in _leases) await lease.DisposeAsync();
        await _broker.DisposeAsync();
        await _server.DisposeAsync();
        _ending.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task A_lease_that_is_not_answered_is_asked_for_alone_until_it_is()
    {
        await KeepAsync(TimeSpan.FromSeconds(6));

        await Eventually.HoldsAsync(() => _broker.AskedAlone > 3);
        var both = _broker.AskedTogether;
        Assert.Equal(1, both);
        _broker.IsAway = false;

        await Eventually.HoldsAsync(() => _broker.AskedTogether > both);
        Assert.All(_leases, static lease => Assert.Equal(LeaseLoss.None, lease.Loss));
        Assert.Equal(1, _logs.Entries.Count(static entry => entry.Id == 1315));
        Assert.Equal(1, _logs.Entries.Count(static entry => entry.Id == 1316));
    }

    [Fact]
    public async Task A_lease_that_is_not_answered_runs_out_and_the_others_do_not()
    {
        await KeepAsync(TimeSpan.FromSeconds(2));

        await Eventually.HoldsAsync(() => _leases[1].Loss == LeaseLoss.Expired);

        Assert.Equal(LeaseLoss.None, _leases[0].Loss);
        Assert.True(_leases[0].IsCertain);
        Assert.DoesNotContain(_logs.Entries, static entry => entry.Id == 1300);
    }

    private async Task KeepAsync(TimeSpan expiry)
    {
        var logger = _logs.CreateLogger("test");
        var keeper = new LeaseKeeper(_broker, expiry, TimeProvider.System, new Outage("print", _broker.Address, TimeProvider.System, logger), logger);
        foreach (var partition in Enumerable.Range(0, 2))
        {
            var id = new LeaseId(new PartitionId("orders", partition), "print");
            var sent = LeaseInstant.Now(TimeProvider.System);
            var acquired = await _broker.AcquireAsync(new AcquireRequest(id, Owner, expiry, 0), Cancellation);
            _leases.Add(new Lease(id, Owner, acquired.Epoch, expiry, sent, TimeProvider.System, logger));
            keeper.Add(_leases[^1]);
        }

        _keeping = keeper.RunAsync(_ending.Token);
    }

    /// <summary>Answers nothing about partition 1 while it is away.</summary>
    private sealed class HalfAwayBroker(IBroker inner) : BrokerDecorator(inner)
    {
        private bool _isAway = true;
        private int _alone;
        private int _together;

        public bool IsAway
        {
            get => Volatile.Read(ref _isAway);
            set => Volatile.Write(ref _isAway, value);
        }

        public int AskedAlone => Volatile.Read(ref _alone);

        public int AskedTogether => Volatile.Read(ref _together);

        public override async ValueTask<IReadOnlyList<ExtendReply>> ExtendAsync(
            IReadOnlyList<LeaseClaim> claims, TimeSpan expiry, CancellationToken cancellationToken)
        {
            if (claims.Count > 1) Interlocked.Increment(ref _together);
            else if (claims[0].Lease.Partition.Index == 1) Interlocked.Increment(ref _alone);
            var replies = await base.ExtendAsync(claims, expiry, cancellationToken);
            return [.. replies.Select((reply, i) => claims[i].Lease.Partition.Index == 1 && IsAway ? Unknown() : reply)];
        }

        private static ExtendReply Unknown() => new(ExtendStatus.Unknown, new BrokerException(BrokerFailure.TimedOut, "The node is away."));
    }
}
