using Runnel.Tests;
using Xunit;

namespace Runnel.Aot.Tests;

/// <summary>SIGINT, which Ctrl+C sends, to the first program: as one native file, and run by the .NET runtime.</summary>
public sealed class InterruptTests(Build build)
{
    /// <summary>Within 250 ms a second signal counts as the echo of the first; see docs/guide.md.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_interrupt_drains_and_ends_with_0(bool native)
    {
        await using var redis = await RedisServer.StartAsync();
        using var worker = await StartAsync(native, redis);
        await worker.PrintsAsync("processed 9.99");

        worker.Send(Signal.Interrupt);

        Assert.True(await worker.EndAsync() == 0, worker.Output);
        Assert.Contains("SIGINT", worker.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_interrupt_ends_a_worker_that_drains_at_once_with_130(bool native)
    {
        await using var redis = await RedisServer.StartAsync();
        using var worker = await StartAsync(native, redis);
        await worker.PrintsAsync("processed 9.99");

        // A server that does not answer holds the drain up: positions cannot be committed, leases not be given up.
        redis.Freeze();
        try
        {
            worker.Send(Signal.Interrupt);
            await worker.PrintsAsync("SIGINT");
            await Task.Delay(Echo * 2, TestContext.Current.CancellationToken);
            Assert.True(worker.IsRunning, worker.Output);

            worker.Send(Signal.Interrupt);
            Assert.True(await worker.EndAsync() == 130, worker.Output);
        }
        finally
        {
            redis.Thaw();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupt_that_was_ignored_at_the_start_stays_ignored_and_terminate_still_stops(bool native)
    {
        await using var redis = await RedisServer.StartAsync();
        using var worker = await StartAsync(native, redis, "/usr/bin/env", "--ignore-signal=INT");
        await worker.PrintsAsync("processed 9.99");

        worker.Send(Signal.Interrupt);
        var before = Processed(worker.Output);
        await worker.PrintsAsync(output => Processed(output) > before, "another order after the interrupt");
        worker.Send(Signal.Terminate);

        Assert.True(await worker.EndAsync() == 0, worker.Output);
        Assert.Contains("SIGTERM", worker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SIGINT", worker.Output, StringComparison.Ordinal);
    }

    private static int Processed(string output) => output.Split("processed ").Length - 1;

    private async Task<Worker> StartAsync(bool native, RedisServer redis, params string[] launcher)
    {
        string[] program = native ? [(await build.PublishFirstProgramAsync()).Path] : ["dotnet", await build.BuildAsync("Orders")];
        string[] command = [.. launcher, .. program, "worker"];
        return await Worker.StartAsync(command[0], new Dictionary<string, string> { ["RUNNEL_REDIS_URL"] = redis.Url }, command[1..]);
    }
}
