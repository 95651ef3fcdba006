using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using StackExchange.Redis;

namespace Runnel.Redis.Tests;

/// <summary>Makes what the broker's own tests need; each app has a name of its own, so that tests share a server without meeting.</summary>
internal static class Brokers
{
    public static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static PartitionId Partition { get; } = new("orders", 0);

    public static LeaseId Lease { get; } = new(Partition, "print");

    public static GroupId Group { get; } = new("orders", "print");

    public static string NewApp() => $"test-{Guid.NewGuid():N}";

    public static RedisBroker Create(string url, string? app = null, ILoggerFactory? loggers = null)
        => new(app ?? NewApp(), url, loggers ?? NullLoggerFactory.Instance, TimeProvider.System);

    public static async Task<RedisBroker> ConnectAsync(string url, string? app = null, ILoggerFactory? loggers = null)
    {
        var broker = Create(url, app, loggers);
        await broker.ConnectAsync(CancellationToken.None);
        return broker;
    }

    /// <summary>A client of the test's own, to look behind the broker.</summary>
    public static Task<ConnectionMultiplexer> ClientAsync(RedisServer server) => ClientAsync(server.EndPoint);

    public static async Task<ConnectionMultiplexer> ClientAsync(string options) => await ConnectionMultiplexer.ConnectAsync($"{options},allowAdmin=true");

    public static AppendBatch Batch(long sequence, params string[] values)
        => new("producer", sequence, [.. values.Select(static value => new AppendEntry(Fields(value)))], 0, TimeSpan.FromMinutes(5));

    public static RawFields Fields(string value) => new("data"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(value));

    public static async Task<LeaseClaim> AcquireAsync(this IBroker broker, LeaseId lease)
    {
        var reply = await broker.AcquireAsync(new AcquireRequest(lease, "owner", Long, 0), CancellationToken.None);
        if (reply.Status != AcquireStatus.Acquired) throw new InvalidOperationException($"{reply}");
        return new LeaseClaim(lease, "owner", reply.Epoch);
    }

    /// <summary>What it announces it hears itself.</summary>
    public static async Task AssertAnnouncesAsync(this IBroker broker)
    {
        var heard = 0;
        await using var listening = await broker.ListenAsync(Group, _ => Interlocked.Increment(ref heard), CancellationToken.None);
        await Eventually.HoldsAsync(async () =>
        {
            await broker.AnnounceAsync(Group, new Announcement(AnnouncementKind.GroupChanged), CancellationToken.None);
            return Volatile.Read(ref heard) > 0;
        });
    }

    public static async Task<CommitReply> CommitAsync(this IBroker broker, CommitRequest request)
        => (await broker.CommitAsync([request], CancellationToken.None))[0];

    public static async Task<IReadOnlyList<string>> ValuesAsync(this IBroker broker, PartitionId partition, EntryId after = default)
    {
        var reply = await broker.ReadAsync([new ReadRequest(partition, after, 1000)], CancellationToken.None);
        return [.. reply.Partitions.SelectMany(static found => found.Error is null ? found.Entries : throw found.Error)
            .Select(static entry => System.Text.Encoding.UTF8.GetString(entry.Fields.ValueAt(0).Span))];
    }

    /// <summary>Calls until the answer comes; only what is transient may come before it.</summary>
    public static async Task<TResult> OnceThereAsync<TResult>(Func<ValueTask<TResult>> call)
    {
        var result = default(TResult);
        BrokerException? last = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    result = await call();
                    return true;
                }
                catch (BrokerException error) when (error.IsTransient)
                {
                    last = error;
                    return false;
                }
            },
            () => $"{last}");
        return result!;
    }
}
