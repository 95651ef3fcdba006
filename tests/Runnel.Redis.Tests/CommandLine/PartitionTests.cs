using System.Collections.Concurrent;
using System.Text.Json;
using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>An operator's way from a worker in trouble back to work: <c>status</c>, <c>partition list</c>, <c>partition resume</c>.</summary>
public sealed class PartitionTests : IAsyncLifetime
{
    private const int Sales = 40;
    private const int Failing = 7;

    private readonly TillProgram _program = new();
    private readonly TillProgram _worker = new();
    private RedisServer _server = null!;
    private volatile bool _isRepaired;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        _worker.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        _worker.Environment["RUNNEL_PROCESSORS__RING_UP__RETRIES"] = "0";
        _worker.Script.OnRingUp = (sale, _) => sale.SaleId == Failing && !_isRepaired
            ? ValueTask.FromException(new InvalidOperationException("the till is stuck\nand will not open"))
            : ValueTask.CompletedTask;
        var file = _program.Write("sales.jsonl", string.Join('\n', Enumerable.Range(1, Sales).Select(number => $$"""{"sale_id": {{number}}, "amount": {{number}}}""")));
        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", file));
    }

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        _worker.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_quarantined_partition_is_found_and_resumed_while_the_worker_runs(bool skip)
    {
        var running = StartQuarantining();
        var partition = await QuarantinedAsync();
        await Eventually.HoldsAsync(async () => Count(await StatusAsync(), "idle") == 3, () => _program.Output);

        Assert.Equal(0, await _program.RunAsync("partition", "list"));
        Assert.Matches(
            @$"^ring_up on sales/{partition}: quarantined since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ at event \d+-\d+: System.InvalidOperationException: the till is stuck\r?\n$",
            _program.Output);
        Assert.Equal(0, await _program.RunAsync("partition", "list", "pay_out"));
        Assert.Equal($"No partition is quarantined or paused.{Environment.NewLine}", _program.Output);

        _isRepaired = true;
        Assert.Equal(0, await _program.RunAsync(["partition", "resume", "ring_up", $"{partition}", .. skip ? ["--skip"] : Array.Empty<string>()]));
        Assert.Matches(
            @$"^ring_up on sales/{partition}: goes on {(skip ? "after" : "with")} \d+-\d+ \(quarantined at .*: System.InvalidOperationException: the till is stuck\)\r?\n$", _program.Output);

        await Eventually.HoldsAsync(async () => Count(await StatusAsync(), "idle") == 4, () => _program.Output);
        var resumed = (await StatusAsync()).GetProperty("partitions")[partition];
        Assert.Equal("System.InvalidOperationException: the till is stuck", resumed.GetProperty("last_error").GetProperty("exception").GetString());
        Assert.Equal(JsonValueKind.Null, resumed.GetProperty("quarantine").ValueKind);
        _worker.Signals!.Receive("SIGTERM", 15);
        Assert.Equal(0, await running);
        Assert.Equal(Enumerable.Range(1, Sales).Where(number => !skip || number != Failing), _worker.Script.Seen.Select(seen => seen.Sale.SaleId).Order());
    }

    [Fact]
    public async Task A_partition_that_is_not_quarantined_is_left_alone()
    {
        var running = StartQuarantining();
        var other = (await QuarantinedAsync() + 1) % 4;

        Assert.Equal(0, await _program.RunAsync("partition", "resume", "ring_up", $"{other}"));

        Assert.Equal($"ring_up: nothing was resumed.{Environment.NewLine}", _program.Output);
        _worker.Signals!.Receive("SIGTERM", 15);
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task What_halted_a_worker_is_told_after_it_has_ended()
    {
        Assert.Equal(1, await _worker.RunAsync("worker", "--processors", "ring_up"));

        var failed = (await StatusAsync()).GetProperty("partitions").EnumerateArray().Single(partition => partition.GetProperty("last_error").ValueKind != JsonValueKind.Null);
        Assert.Equal(("unassigned", JsonValueKind.Null), (failed.GetProperty("state").GetString(), failed.GetProperty("owner").ValueKind));
        Assert.Equal(failed.GetProperty("next_event").GetString(), failed.GetProperty("last_error").GetProperty("first_event").GetString());
        Assert.True(failed.GetProperty("lag_events").GetInt32() > 0);
        Assert.Equal(0, await _program.RunAsync("status"));
        Assert.Matches(@$"(?m)^  partition \d: last error at .* on \S+: System.InvalidOperationException: the till is stuck\r?$", _program.Output);
    }

    [Fact]
    public async Task Who_waits_for_a_partition_is_told_when_it_is_resumed_or_reset()
    {
        var running = StartQuarantining();
        var partition = await QuarantinedAsync();
        await using var broker = await Brokers.ConnectAsync(_server.Url, "till");
        var heard = new ConcurrentQueue<Announcement>();
        await using var listening = await broker.ListenAsync(new GroupId("sales", "ring_up"), heard.Enqueue, Cancellation);

        Assert.Equal(0, await _program.RunAsync("processor", "reset", "ring_up", "--start", "$", "--partition", "3"));
        await Eventually.HoldsAsync(() => heard.Contains(new Announcement(AnnouncementKind.PartitionChanged, 3)));
        heard.Clear();
        Assert.Equal(0, await _program.RunAsync("partition", "resume", "ring_up", $"{partition}", "--skip"));
        await Eventually.HoldsAsync(() => heard.Contains(new Announcement(AnnouncementKind.PartitionFree, partition)));

        _worker.Signals!.Receive("SIGTERM", 15);
        Assert.Equal(0, await running);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status", "--json")]
    [InlineData("partition", "list")]
    [InlineData("partition", "resume", "ring_up", "0")]
    public async Task A_server_that_is_not_there_is_told_by_3(params string[] args)
    {
        await _server.KillAsync();

        Assert.Equal(3, await _program.RunAsync(args));

        Assert.StartsWith("error: ", _program.Error, StringComparison.Ordinal);
        Assert.Empty(_program.Output);
    }

    private Task<int> StartQuarantining()
    {
        _worker.Environment["RUNNEL_PROCESSORS__RING_UP__EXCEPTION_POLICY"] = "quarantine";
        return _worker.RunAsync("worker", "--processors", "ring_up");
    }

    private async Task<int> QuarantinedAsync()
    {
        await Eventually.HoldsAsync(async () => Count(await StatusAsync(), "quarantined") == 1, () => _worker.Logs.ToString()!);
        return (await StatusAsync()).GetProperty("partitions").EnumerateArray().ToList().FindIndex(partition => partition.GetProperty("state").GetString() == "quarantined");
    }

    private static int Count(JsonElement processor, string state) => processor.GetProperty("partition_states").GetProperty(state).GetInt32();

    private async Task<JsonElement> StatusAsync()
    {
        Assert.True(await _program.RunAsync("status", "ring_up", "--json") == 0, _program.Error);
        return JsonDocument.Parse(_program.Output).RootElement.GetProperty("processors")[0];
    }
}
