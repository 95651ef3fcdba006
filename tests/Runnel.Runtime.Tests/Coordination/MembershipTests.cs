using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers;
using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Coordination;

/// <summary>Coming to an assignment beside others. By a clock that stands still.</summary>
public sealed class MembershipTests : DeliveryTest
{
    [Fact]
    public async Task Whose_assignment_lost_against_anothers_looks_again_at_once()
    {
        OvertakenBroker overtaken = null!;
        var broker = await ConnectAsync(inner => overtaken = new OvertakenBroker(inner));

        var worker = await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask), Quick, new WorkerSetup { Broker = broker, Time = Time });

        await Eventually.HoldsAsync(() => worker.Executor.Monitor?.Share().Length == Partitions);
        Assert.Equal(2, overtaken.Assignments);
    }

    private FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));

    private protected override BrokerFixture CreateFixture() => new MemoryFixture(Time);

    /// <summary>Another member is faster, once.</summary>
    private sealed class OvertakenBroker(IBroker inner) : BrokerDecorator(inner)
    {
        private int _assignments;

        public int Assignments => Volatile.Read(ref _assignments);

        public override async ValueTask<long> AssignAsync(
            GroupId group, long expected, Assignment assignment, TimeSpan interval, CancellationToken cancellationToken)
            => Interlocked.Increment(ref _assignments) == 1
                ? 0
                : await base.AssignAsync(group, expected, assignment, interval, cancellationToken);
    }
}
