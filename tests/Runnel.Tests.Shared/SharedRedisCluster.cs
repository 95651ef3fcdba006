using Xunit;

namespace Runnel.Tests;

/// <summary>The one cluster of a test assembly, started by whoever asks first; see <see cref="SharedRedisServer"/>.</summary>
public sealed class SharedRedisCluster : IAsyncLifetime
{
    private readonly Lazy<Task<RedisCluster>> _cluster = new(() => RedisCluster.StartAsync());

    public Task<RedisCluster> GetAsync() => _cluster.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated) await (await _cluster.Value).DisposeAsync();
    }
}
