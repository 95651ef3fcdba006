using System.Text.Json;
using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.Cluster;

/// <summary>The commands of operators where each partition may stand on another node.</summary>
public sealed class StatusTests(SharedRedisCluster shared) : IDisposable
{
    private readonly TillProgram _program = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Status_and_resume_reach_every_node()
    {
        var endPoints = (await shared.GetAsync()).EndPoints;
        _program.Environment["RUNNEL_REDIS_URL"] = endPoints;
        await using var broker = await Brokers.ConnectAsync(endPoints, "till");
        for (var partition = 0; partition < 4; partition++)
        {
            var lease = new LeaseId(new PartitionId("sales", partition), "ring_up");
            var sent = await broker.AppendAsync(lease.Partition, Brokers.Batch(1, "a", "b"), Cancellation);
            var claim = await broker.AcquireAsync(lease);
            await broker.NoteFailureAsync(claim, new FailureNote(sent.First, sent.First, "stuck", "owner", DateTimeOffset.UtcNow), Cancellation);
            await broker.QuarantineAsync(claim, new QuarantineMark(sent.First, sent.First, "stuck", DateTimeOffset.UtcNow), Cancellation);
        }

        Assert.Equal((4, 0, 8), await CountAsync());
        Assert.Equal(0, await _program.RunAsync("partition", "list", "ring_up"));
        Assert.Equal(4, _program.Output.Trim().Split('\n').Length);
        Assert.Equal(0, await _program.RunAsync("partition", "resume", "ring_up", "2", "--skip"));
        Assert.Equal((3, 1, 7), await CountAsync());
        Assert.Equal(0, await _program.RunAsync("processor", "resume", "ring_up"));
        Assert.Equal((0, 4, 7), await CountAsync());
    }

    private async Task<(int Quarantined, int Unassigned, int Lag)> CountAsync()
    {
        Assert.True(await _program.RunAsync("status", "ring_up", "--json") == 0, _program.Error);
        var processor = JsonDocument.Parse(_program.Output).RootElement.GetProperty("processors")[0];
        Assert.All(processor.GetProperty("partitions").EnumerateArray(), partition => Assert.Equal("stuck", partition.GetProperty("last_error").GetProperty("exception").GetString()));
        var states = processor.GetProperty("partition_states");
        return (states.GetProperty("quarantined").GetInt32(), states.GetProperty("unassigned").GetInt32(), processor.GetProperty("lag_events").GetInt32());
    }
}
