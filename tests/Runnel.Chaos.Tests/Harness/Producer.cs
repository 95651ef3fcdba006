using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runnel.Tests.Checking;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>Sends 1, 2, 3 and so on for each key, and remembers what became of each. It has connections of its own.</summary>
internal sealed class Producer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConcurrentDictionary<string, long> _last = new();
    private readonly ConcurrentQueue<Sent> _sends = new();

    private Producer(IHost host) => (_host, Stream) = (host, host.Services.GetRequiredService<ChaosApp>().Steps);

    public EventStream<Step> Stream { get; }

    public IReadOnlyList<Sent> Sends => [.. _sends];

    public int Confirmed => _sends.Count(static sent => sent.Result == SendResult.Confirmed);

    public static async Task<Producer> StartAsync(string url, TimeSpan? sendTimeout = null, long limit = 0)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddRunnel<ChaosApp>(options =>
        {
            (options.RedisUrl, options.SendTimeout) = (url, sendTimeout ?? TimeSpan.FromMinutes(1));
            if (limit > 0) (options.Streams["steps"].PartitionSize, options.Streams["steps"].Retention) = (limit, Retention.UntilProcessed);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new Producer(host);
    }

    /// <summary>So many keys for each of the partitions.</summary>
    public IReadOnlyList<string> Keys(int each, string prefix = "k", params int[] partitions)
    {
        var found = Enumerable.Range(0, 16).Where(partition => partitions.Length == 0 || partitions.Contains(partition))
            .ToDictionary(static partition => partition, static _ => new List<string>());
        for (var i = 0; found.Values.Any(keys => keys.Count < each); i++)
        {
            var key = $"{prefix}{i}";
            if (found.TryGetValue(Stream.PartitionOf(new Step(key, 0)), out var keys) && keys.Count < each) keys.Add(key);
        }

        return [.. found.Values.SelectMany(static keys => keys)];
    }

    /// <summary>Sends so many events of each key, key by key in order, keys side by side.</summary>
    public Task SendAsync(IEnumerable<string> keys, int each, int workMicroseconds = 0)
        => Task.WhenAll(keys.Select(async key =>
        {
            for (var i = 0; i < each; i++) await SendAsync(key, workMicroseconds);
        }));

    /// <summary>Sends the next event of a key.</summary>
    public async Task<SendResult> SendAsync(string key, int workMicroseconds = 0, string? deed = null, TimeSpan? patience = null)
    {
        var n = _last.AddOrUpdate(key, 1, static (_, last) => last + 1);
        var result = SendResult.Confirmed;
        using var limit = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan);
        try
        {
            await Stream.SendAsync(new Step(key, n, workMicroseconds, deed), limit.Token);
        }
        catch (SendException error)
        {
            result = error.Outcome == SendOutcome.Unknown ? SendResult.Unknown : SendResult.NotAppended;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Taken back while it waited for its turn.
            result = SendResult.NotAppended;
        }

        _sends.Enqueue(new Sent(key, n, result));
        return result;
    }

    /// <summary>Begins to send without end: each key its next event, then a pause.</summary>
    public Traffic Begin(IEnumerable<string> keys, TimeSpan pause, int workMicroseconds = 0) => new(this, keys, pause, workMicroseconds);

    public async ValueTask DisposeAsync()
    {
        // Its disposal finishes sends in the background; the asynchronous one waits for them.
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else _host.Dispose();
    }
}

/// <summary>Sends until it is stopped.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _all;

    public Traffic(Producer producer, IEnumerable<string> keys, TimeSpan pause, int workMicroseconds)
        => _all = Task.WhenAll(keys.ToList().Select(key => Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                await producer.SendAsync(key, workMicroseconds);
                await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        })));

    /// <summary>Ends when the sends that were under way have ended.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _all;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
