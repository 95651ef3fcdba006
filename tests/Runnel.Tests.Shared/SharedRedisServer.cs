using Xunit;

namespace Runnel.Tests;

/// <summary>
/// The one server of a test assembly, for tests that only need an app name of their own:
/// <c>[assembly: AssemblyFixture(typeof(SharedRedisServer))]</c>, then a constructor parameter. Tests that break the server start their own.
/// </summary>
public sealed class SharedRedisServer : IAsyncLifetime
{
    private RedisServer? _server;

    public RedisServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public string Url => Server.Url;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
