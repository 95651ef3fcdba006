using Runnel.Brokers;

namespace Runnel.Tests.Conformance;

/// <summary>
/// What the conformance suite needs beside <see cref="IBroker"/>: brokers of one app on one server, and a hand on the server itself, as an
/// operator, another program or a failure has it. One fixture serves one test; its app has a name of its own.
/// </summary>
internal abstract class BrokerFixture : IAsyncDisposable
{
    /// <summary>The app of this test.</summary>
    public virtual string App { get; } = $"test-{Guid.NewGuid():N}";

    /// <summary>A lease this long runs out soon enough for a test to wait for it (or <see cref="Advance"/> past it).</summary>
    public virtual TimeSpan Short => TimeSpan.FromMilliseconds(300);

    /// <summary>A lease this long does not run out during a test.</summary>
    public virtual TimeSpan Long => TimeSpan.FromHours(1);

    /// <summary>Whatever must be there before the first broker: a server, connections.</summary>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A broker of <see cref="App"/>, not connected yet; the test disposes of it.</summary>
    public abstract IBroker CreateBroker();

    /// <summary>Like <see cref="CreateBroker"/>, but never with faults put in.</summary>
    public virtual IBroker CreateReliableBroker() => CreateBroker();

    /// <summary>Moves the server's clock forward where the test has it in its hand; elsewhere time passes by itself, and this does nothing.</summary>
    public virtual void Advance(TimeSpan time)
    {
    }

    /// <summary>Breaks the broker's connections as a network does; they may come back at once.</summary>
    public abstract ValueTask BreakConnectionsAsync(IBroker broker);

    /// <summary>Removes everything of the app (FLUSHALL, as far as the app can tell).</summary>
    public abstract ValueTask FlushAsync();

    /// <summary>Removes a partition's stream (DEL), and with it its groups.</summary>
    public abstract ValueTask DeleteAsync(PartitionId partition);

    /// <summary>Trims a partition to exactly so many entries (XTRIM MAXLEN).</summary>
    public abstract ValueTask TrimAsync(PartitionId partition, long length);

    /// <summary>Adds an entry as a program does that knows nothing of Runnel (XADD).</summary>
    public abstract ValueTask<EntryId> AddAsync(PartitionId partition, RawFields fields, EntryId? id = null);

    /// <summary>Puts a value of another type where a partition's stream should be (SET), in place of what is there.</summary>
    public abstract ValueTask OccupyAsync(PartitionId partition);

    /// <summary>
    /// Makes a group on an existing partition as a program leaves it that reads with XREADGROUP: everything up to <paramref name="delivered"/>
    /// was delivered, and of that <paramref name="pending"/> is not acknowledged.
    /// </summary>
    public abstract ValueTask SetGroupAsync(LeaseId lease, EntryId delivered, IReadOnlyList<EntryId> pending);

    /// <summary>Removes a group (XGROUP DESTROY).</summary>
    public abstract ValueTask DeleteGroupAsync(LeaseId lease);

    /// <summary>What XINFO GROUPS says of a group; null: there is none.</summary>
    public abstract ValueTask<GroupView?> FindGroupAsync(LeaseId lease);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A consumer group as tools see it.</summary>
/// <param name="Delivered">The last delivered id.</param>
/// <param name="Position">ENTRIESREAD; -1: unknown.</param>
/// <param name="Pending">How many entries are pending.</param>
internal readonly record struct GroupView(EntryId Delivered, long Position, int Pending);
