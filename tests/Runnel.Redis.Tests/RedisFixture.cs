using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using StackExchange.Redis;

namespace Runnel.Redis.Tests;

/// <summary>A real redis-server for the conformance suite, and a client of the test's own to lay hands on it.</summary>
internal class RedisFixture(string endPoints, string options = "") : BrokerFixture
{
    public RedisFixture(RedisServer server, string options = "")
        : this(server.EndPoint, options)
    {
    }

    private ConnectionMultiplexer _client = null!;
    private RunnelKeyLayout _keys = null!;

    /// <summary>Where the servers are, as an option string names them.</summary>
    protected string EndPoints { get; set; } = endPoints;

    private IDatabase Database => _client.GetDatabase();

    public override async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _keys = new RunnelKeyLayout(App);
        _client = await ConnectionMultiplexer.ConnectAsync($"{EndPoints},allowAdmin=true,connectTimeout=30000");
    }

    public override IBroker CreateBroker() => new RedisBroker(App, $"{EndPoints}{options}", NullLoggerFactory.Instance, TimeProvider.System);

    public override async ValueTask BreakConnectionsAsync(IBroker broker)
    {
        foreach (var server in _client.GetServers())
        {
            foreach (var client in await server.ClientListAsync())
            {
                if (client.Name?.StartsWith($"runnel:{App}:", StringComparison.Ordinal) == true) await server.ExecuteAsync("CLIENT", "KILL", "ID", client.Id);
            }
        }
    }

    public override async ValueTask FlushAsync()
    {
        foreach (var prefix in (string[])[$"runnel:{{{App}}}*", $"runnel:{{{App}.*"])
        {
            foreach (var server in _client.GetServers())
            {
                await foreach (var key in server.KeysAsync(pattern: prefix)) await Database.KeyDeleteAsync(key);
            }
        }
    }

    public override async ValueTask DeleteAsync(PartitionId partition) => await Database.KeyDeleteAsync(_keys.Stream(partition));

    public override async ValueTask TrimAsync(PartitionId partition, long length)
        => await Database.ExecuteAsync("XTRIM", _keys.Stream(partition), "MAXLEN", "=", length);

    public override async ValueTask<EntryId> AddAsync(PartitionId partition, RawFields fields, EntryId? id = null)
    {
        List<object> arguments = [_keys.Stream(partition), id is { } given ? $"{given}" : "*"];
        foreach (var (name, value) in fields) arguments.AddRange([(RedisValue)name, (RedisValue)value]);
        return EntryId.Parse((string)(await Database.ExecuteAsync("XADD", arguments))!);
    }

    public override async ValueTask OccupyAsync(PartitionId partition)
    {
        await Database.KeyDeleteAsync(_keys.Stream(partition));
        await Database.StringSetAsync(_keys.Stream(partition), "something else");
    }

    public override async ValueTask SetGroupAsync(LeaseId lease, EntryId delivered, IReadOnlyList<EntryId> pending)
    {
        var stream = _keys.Stream(lease.Partition);
        await DeleteGroupAsync(lease);
        await Database.ExecuteAsync("XGROUP", "CREATE", stream, lease.Processor, "0");
        foreach (var entry in await Database.StreamRangeAsync(stream, maxId: $"{delivered}"))
        {
            await Database.StreamReadGroupAsync(stream, lease.Processor, "someone", ">", 1);
            if (!pending.Contains(EntryId.Parse((string)entry.Id!))) await Database.StreamAcknowledgeAsync(stream, lease.Processor, entry.Id);
        }
    }

    public override async ValueTask DeleteGroupAsync(LeaseId lease)
        => await Database.StreamDeleteConsumerGroupAsync(_keys.Stream(lease.Partition), lease.Processor);

    public override async ValueTask<GroupView?> FindGroupAsync(LeaseId lease)
    {
        var stream = _keys.Stream(lease.Partition);
        if (!await Database.KeyExistsAsync(stream)) return null;
        foreach (var group in await Database.StreamGroupInfoAsync(stream))
        {
            if (group.Name == lease.Processor) return new GroupView(EntryId.Parse(group.LastDeliveredId!), group.EntriesRead ?? -1, group.PendingMessageCount);
        }

        return null;
    }

    public override async ValueTask DisposeAsync()
    {
        await FlushAsync();
        await _client.DisposeAsync();
    }
}
