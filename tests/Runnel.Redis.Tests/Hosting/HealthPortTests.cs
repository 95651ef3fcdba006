using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.Hosting;

/// <summary>A worker on a real server, asked at its health port while that server goes and comes.</summary>
public sealed class HealthPortTests : IAsyncLifetime
{
    private readonly WardProgram _program = new();
    private RedisServer _server = null!;

    private static (string, string)[] Own => [("messaging_destination_name", "patients"), ("messaging_consumer_group_name", "treat")];

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
    }

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_unready_while_the_server_is_away_alive_all_the_while_and_ready_again()
    {
        await using var worker = new WardWorker(_program);
        await worker.BecomesAsync("/readyz", 200, "healthy");

        await _server.KillAsync();
        await worker.BecomesAsync("/readyz", 503, "unhealthy");
        Assert.Equal(200, (await worker.HealthAsync("/healthz")).Code);

        await _server.StartAgainAsync();
        await worker.BecomesAsync("/readyz", 200, "healthy");
        await worker.SendAsync(1);
        await Eventually.HoldsAsync(() => _program.Script.Treated.Count == 1, () => _program.Logs.ToString());
    }

    [Fact]
    public async Task It_answers_while_the_worker_waits_for_a_server_that_is_not_there_yet()
    {
        await _server.KillAsync();
        await using var worker = new WardWorker(_program);

        await worker.BecomesAsync("/readyz", 503, "unhealthy", "not connected yet.");
        Assert.Equal(200, (await worker.HealthAsync("/healthz")).Code);
        Assert.Equal(200, (await worker.GetAsync("/metrics")).Status);

        await _server.StartAgainAsync();
        await worker.BecomesAsync("/readyz", 200, "healthy");
    }

    [Fact]
    public async Task The_lag_is_what_the_server_holds_and_two_workers_tell_of_each_partition_once()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _program.Script.OnTreat = (_, _) => hold.Task;
        await using var first = new WardWorker(_program);
        await first.BecomesAsync("/readyz", 200, "healthy");
        await first.SendAsync([.. Enumerable.Range(1, 40)]);
        await Eventually.HoldsAsync(
            async () => (await first.MetricsAsync()).Sum("runnel_partition_lag", Own) == 40, () => _program.Logs.ToString());
        Assert.True((await first.MetricsAsync()).Sum("runnel_partition_lag_duration_seconds", Own) > 0);

        hold.SetResult();
        await Eventually.HoldsAsync(
            async () => (await first.MetricsAsync()).Sum("runnel_partition_lag", Own) == 0, () => _program.Logs.ToString());

        // Both are in one process here, whose figures are those of both: no partition is lost, and none comes twice (which the reader would refuse).
        using var program = new WardProgram();
        program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        await using var second = new WardWorker(program);
        await second.BecomesAsync("/readyz", 200, "healthy");
        await Eventually.HoldsAsync(
            async () => (await second.MetricsAsync()).Count("runnel_partition_lag", Own) == 4, () => program.Logs.ToString());
    }
}
