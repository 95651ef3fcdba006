using Runnel.Brokers;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>
/// A second processor of a stream that is kept until it is processed: another program's, slow, and now and then gone for a while. It must
/// see every event that was stored after it had registered.
/// </summary>
internal sealed class Auditor
{
    public const string Processor = "audit";

    private readonly Cluster _cluster;
    private readonly Connection _connection;
    private bool _isOver;

    public Auditor(Cluster cluster)
    {
        (_cluster, Actor) = (cluster, cluster.CreateActor("auditor"));
        _connection = cluster.Connect(Actor);
        Running = Actor.Run(RunAsync);
    }

    public Actor Actor { get; }

    /// <summary>Never ends when it was killed.</summary>
    public Task Running { get; }

    public static LeaseId Lease(int index) => new(Cluster.Partition(index), Processor);

    public void Stop() => _isOver = true;

    private async Task RunAsync()
    {
        var plan = _cluster.Plan;
        var isRegistered = false;
        while (!_isOver)
        {
            try
            {
                if (!isRegistered) await _connection.RegisterAsync([new GroupId(Cluster.Partition(0).Stream, Processor)], default);
                isRegistered = true;
                for (var i = 0; i < plan.Partitions; i++) await WorkAsync(i);
            }
            catch (BrokerException)
            {
                // It begins anew where it is told to.
            }

            await Task.Delay(_cluster.World.Dice.Between(plan.AuditPause / 4, plan.AuditPause), Actor.Clock);
        }
    }

    private async Task WorkAsync(int index)
    {
        var lease = Lease(index);
        var acquired = await _connection.AcquireAsync(new AcquireRequest(lease, Actor.Name, _cluster.Plan.Options.LockExpiry, 0), default);
        if (acquired.Status != AcquireStatus.Acquired) return;
        var count = _cluster.World.Dice.Between(1, 8);
        var reply = await _connection.ReadAsync([new ReadRequest(lease.Partition, acquired.Cursor, count)], default);
        if (reply.Generation != acquired.Generation || reply.Partitions is not [{ Error: null, Entries: { Count: > 0 } entries }]) return;
        foreach (var entry in entries) _cluster.Trims.See(index, entry.Id);
        await _connection.CommitAsync(
            [new CommitRequest(new LeaseClaim(lease, Actor.Name, acquired.Epoch), acquired.Cursor, entries[^1].Id, entries.Count)], default);
    }
}
