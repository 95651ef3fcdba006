using System.Globalization;
using Runnel.Tests;
using StackExchange.Redis;

namespace Runnel.Redis.Tests.Cluster;

/// <summary>A real cluster for the suites. The app's name is one under which the partitions that tests use spread over all nodes.</summary>
internal sealed class ClusterFixture(SharedRedisCluster shared, string options = "") : RedisFixture("", options)
{
    private string? _app;

    public override string App => _app ?? throw new InvalidOperationException("The fixture has not been started.");

    public override async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        EndPoints = (await shared.GetAsync()).EndPoints;
        await using (var client = await ConnectionMultiplexer.ConnectAsync(EndPoints)) _app = SpreadName(client);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>A name of an app whose first four partitions of each stream of the suites stand on all three nodes.</summary>
    public static string SpreadName(ConnectionMultiplexer client)
    {
        while (true)
        {
            var app = $"test-{Guid.NewGuid():N}";
            if (((string[])["orders", "ticks"]).All(stream => Nodes(client, app, stream) == 3)) return app;
        }
    }

    private static int Nodes(ConnectionMultiplexer client, string app, string stream)
        => Enumerable.Range(0, 4)
            .Select(index => client.HashSlot(string.Create(CultureInfo.InvariantCulture, $"runnel:{{{app}.{stream}.{index}}}")) * 3 / 16384)
            .Distinct().Count();
}
