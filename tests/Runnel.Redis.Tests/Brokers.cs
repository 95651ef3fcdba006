using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using StackExchange.Redis;

namespace Runnel.Redis.Tests;

/// <summary>Makes what the broker's tests need; each app has a name of its own, so that tests share a server without meeting.</summary>
internal static class Brokers
{
    private static int _apps;

    public static string NewApp() => $"app{Environment.ProcessId}x{Interlocked.Increment(ref _apps)}";

    public static async Task<RedisBroker> ConnectAsync(string url, string? app = null)
    {
        var broker = new RedisBroker(app ?? NewApp(), url, NullLoggerFactory.Instance, TimeProvider.System);
        await broker.ConnectAsync(CancellationToken.None);
        return broker;
    }

    /// <summary>A client of the tests' own, to look behind the broker.</summary>
    public static async Task<ConnectionMultiplexer> RawAsync(string url, string more = "")
        => await ConnectionMultiplexer.ConnectAsync(url.Replace("redis://", "", StringComparison.Ordinal) + ",allowAdmin=true" + more);

    public static RawFields Fields(string value) => new("data"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(value));

    public static AppendBatch Batch(long sequence, params string[] values)
        => new("producer", sequence, [.. values.Select(static value => new AppendEntry(Fields(value)))], 0, TimeSpan.FromMinutes(5));

    public static AppendBatch BatchAt(long sequence, params string[] ids)
        => new("producer", sequence, [.. ids.Select(static id => new AppendEntry(Fields(id), EntryId.Parse(id)))], 0, TimeSpan.FromMinutes(5));
}
