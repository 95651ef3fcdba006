using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>From a quarantined partition back to work, while the worker runs.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private const int Sales = 40;
    private const int Failing = 7;

    private readonly TillProgram _program = new();
    private readonly TillProgram _worker = new();
    private RedisServer _server = null!;
    private Task<int> _running = Task.FromResult(0);
    private volatile bool _isRepaired;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        _worker.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        _worker.Environment["RUNNEL_PROCESSORS__RING_UP__EXCEPTION_POLICY"] = "quarantine";
        _worker.Environment["RUNNEL_PROCESSORS__RING_UP__RETRIES"] = "0";
        _worker.Script.OnRingUp = (sale, _) => sale.SaleId == Failing && !_isRepaired
            ? ValueTask.FromException(new InvalidOperationException("the till is stuck\nand will not open"))
            : ValueTask.CompletedTask;
        var file = _program.Write(
            "sales.jsonl", string.Join('\n', Enumerable.Range(1, Sales).Select(number => $$"""{"sale_id": {{number}}, "amount": {{number}}}""")));
        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", file));

        _running = _worker.RunAsync("worker", "--processors", "ring_up");
        await Eventually.HoldsAsync(
            async () => await _program.RunAsync("partition", "list") == 0 && _program.Output.Contains(": quarantined ", StringComparison.Ordinal),
            () => _worker.Logs.ToString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        _worker.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_resumed_partition_goes_on_with_the_event_that_failed()
    {
        _isRepaired = true;
        Assert.Equal(0, await _program.RunAsync("processor", "resume", "ring_up"));

        Assert.Matches(@"^ring_up on sales/\d: goes on with \d+-\d+ \(quarantined at .*: .*the till is stuck\)\r?\n$", _program.Output);
        await HandlesAsync(Enumerable.Range(1, Sales));
    }

    [Fact]
    public async Task A_partition_that_is_resumed_with_skip_goes_on_after_the_event_that_failed()
    {
        Assert.Equal(0, await _program.RunAsync("processor", "resume", "ring_up", "--skip"));

        Assert.Contains(": goes on after ", _program.Output, StringComparison.Ordinal);
        await HandlesAsync(Enumerable.Range(1, Sales).Where(number => number != Failing));
    }

    [Fact]
    public async Task Where_nothing_is_quarantined_nothing_is_resumed()
    {
        _isRepaired = true;
        Assert.Equal(0, await _program.RunAsync("processor", "resume", "ring_up"));
        await HandlesAsync(Enumerable.Range(1, Sales));

        Assert.Equal(0, await _program.RunAsync("processor", "resume", "ring_up"));
        Assert.Equal($"ring_up: nothing was resumed.{Environment.NewLine}", _program.Output);
        Assert.Equal(2, await _program.RunAsync("processor", "resume", "ring_up", "--partition", "4"));
        Assert.Contains("partitions 0 to 3", _program.Error, StringComparison.Ordinal);
    }

    private async Task HandlesAsync(IEnumerable<int> sales)
    {
        var expected = sales.ToList();
        await Eventually.HoldsAsync(() => _worker.Script.Seen.Count >= expected.Count, () => _worker.Logs.ToString()!);
        _worker.Signals!.Receive("SIGTERM", 15);
        Assert.Equal(0, await _running);
        Assert.Equal(expected, _worker.Script.Seen.Select(seen => seen.Sale.SaleId).Order());
    }
}
