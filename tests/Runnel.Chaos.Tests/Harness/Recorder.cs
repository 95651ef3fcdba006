using Runnel.Tests.Checking;
using StackExchange.Redis;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>
/// A program that knows nothing of Runnel, and reads the stream with a consumer group: what is kept until it is processed is kept for it
/// too. It remembers all that was ever stored, which the checker wants to know, after it was trimmed.
/// </summary>
internal sealed class Recorder : IAsyncDisposable
{
    private const string Group = "recorder";

    private readonly IDatabase _redis;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Appended> _stored = [];
    private readonly Task _reading;

    private Recorder(IDatabase redis) => (_redis, _reading) = (redis, Task.Run(ReadAsync));

    public static async Task<Recorder> StartAsync(Scenario scenario)
    {
        var redis = await scenario.RedisAsync();
        for (var i = 0; i < 16; i++) await redis.StreamCreateConsumerGroupAsync(Keys.Stream(i), Group, "0-0", createStream: true);
        return scenario.Own(new Recorder(redis));
    }

    /// <summary>Reads to the end, and tells all that it has read.</summary>
    public async Task<IReadOnlyList<Appended>> StopAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        return _stored;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        var isLast = false;
        while (!isLast)
        {
            isLast = _stop.IsCancellationRequested;
            for (var i = 0; i < 16; i++) while (await ReadAsync(i)) { }
            if (!isLast) await Task.Delay(50, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ReadAsync(int partition)
    {
        var entries = await _redis.StreamReadGroupAsync(Keys.Stream(partition), Group, "one", ">", 500);
        if (entries.Length == 0) return false;
        foreach (var entry in entries) _stored.Add(new Appended((string)entry["key"]!, (long)entry["n"], partition, EntryId.Parse((string)entry.Id!)));
        await _redis.StreamAcknowledgeAsync(Keys.Stream(partition), Group, [.. entries.Select(static entry => entry.Id)]);
        return true;
    }
}
