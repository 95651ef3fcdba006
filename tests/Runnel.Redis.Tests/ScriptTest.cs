using Runnel.Brokers.Redis;
using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

/// <summary>The base of the tests of what scripts do that only Redis has: an app of its own for each, on the server that all tests share.</summary>
public abstract class ScriptTest
{
    private readonly SharedRedisServer _shared;
    private readonly string _app = Brokers.NewApp();

    private protected ScriptTest(SharedRedisServer shared) => _shared = shared;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected RunnelKeyLayout Keys => new(_app);

    /// <summary>The key of the partition that all these tests use.</summary>
    private protected RedisKey Stream => Keys.Stream(Brokers.Partition);

    private protected Task<RedisBroker> ConnectAsync() => Brokers.ConnectAsync(_shared.Url, _app);

    private protected Task<ConnectionMultiplexer> ClientAsync() => Brokers.ClientAsync(_shared.Server);
}
