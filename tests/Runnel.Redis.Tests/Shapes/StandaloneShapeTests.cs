using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests.Shapes;

/// <summary>One server that writes each change to its file before it answers.</summary>
public sealed class StandaloneShapeTests : ShapeTest
{
    private RedisServer Redis { get; set; } = null!;

    private protected override async Task<(IAsyncDisposable Servers, string EndPoints)> StartServersAsync()
    {
        Redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always", "--key-load-delay", "200");
        return (Redis, Redis.EndPoint);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_started_again_loses_nothing()
    {
        await StartTrafficAsync();
        for (var i = 0; i < 3; i++)
        {
            var generation = Worker.Broker.Generation;

            await Redis.KillAsync();
            await Redis.StartAgainAsync();

            await ProgressAsync();
            Assert.True(Worker.Broker.Generation > generation);
        }

        await VerifyAsync();
    }
}
