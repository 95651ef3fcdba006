using Runnel.Brokers;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests;

public sealed class SmokeTests(SharedRedisServer shared)
{
    [Fact]
    public async Task Sends_reads_commits()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var broker = await Brokers.ConnectAsync(shared.Url);
        var partition = new PartitionId("orders", 0);
        var lease = new LeaseId(partition, "print");
        var acquired = await broker.AcquireAsync(new AcquireRequest(lease, "me", TimeSpan.FromSeconds(10), 0), ct);
        Assert.Equal(AcquireStatus.Acquired, acquired.Status);
        var waiting = broker.WaitAsync("w", [new ReadRequest(partition, acquired.Cursor, 10)], TimeSpan.FromSeconds(30), ct);
        var sent = await broker.AppendAsync(partition, Brokers.Batch(1, "a", "b", "c"), ct);
        Assert.Equal(AppendStatus.Appended, sent.Status);
        var news = await waiting;
        Assert.NotEmpty(news.Partitions);
        var read = await broker.ReadAsync([new ReadRequest(partition, acquired.Cursor, 10)], ct);
        Assert.Equal(3, Assert.Single(read.Partitions).Entries.Count);
        var claim = new LeaseClaim(lease, "me", acquired.Epoch);
        var commit = Assert.Single(await broker.CommitAsync([new CommitRequest(claim, acquired.Cursor, sent.Last, 3, true)], ct));
        Assert.Equal(CommitStatus.Committed, commit.Status);
        var state = await broker.InspectAsync(lease, ct);
        Assert.Equal(3, state!.Position);
        Assert.Null(state.Owner);
        using var cancel = new CancellationTokenSource();
        var wait = broker.WaitAsync("w", [new ReadRequest(partition, sent.Last, 10)], TimeSpan.FromSeconds(30), cancel.Token);
        await Task.Delay(100, ct);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await wait);
    }
}
