using Runnel.Tests;
using Xunit;

namespace Runnel.Aot.Tests;

/// <summary>The first program, natively: as the template makes it, from the package.</summary>
public sealed class OrdersTests(Build build)
{
    /// <summary>The goal; 13.86 MB were measured. benchmarks/README.md has what each dependency takes.</summary>
    private const long SizeLimit = 14_000_000;

    [Fact]
    public async Task The_first_program_runs_without_any_server_and_ends_with_0_when_it_is_told_to_stop()
    {
        var program = await build.PublishFirstProgramAsync();
        using var worker = await Worker.StartAsync(program.Path, new Dictionary<string, string>(), "worker");

        await worker.PrintsAsync("processed 9.99");
        Assert.Contains("memory://", worker.Output, StringComparison.Ordinal);

        worker.Send(Signal.Terminate);
        Assert.Equal(0, await worker.EndAsync());
    }

    [Fact]
    public async Task The_first_program_runs_on_redis_and_ends_with_0_when_it_is_told_to_stop()
    {
        var program = await build.PublishFirstProgramAsync();
        await using var redis = await RedisServer.StartAsync();
        using var worker = await Worker.StartAsync(program.Path, RedisAt(redis.Url), "worker");

        await worker.PrintsAsync("processed 9.99");

        worker.Send(Signal.Terminate);
        Assert.Equal(0, await worker.EndAsync());
    }

    [Fact]
    public async Task An_order_sent_from_the_command_line_is_processed_by_a_worker()
    {
        var program = await build.PublishFirstProgramAsync();
        await using var redis = await RedisServer.StartAsync();
        using var worker = await Worker.StartAsync(program.Path, RedisAt(redis.Url), "worker");

        var (code, output) = await Worker.RunAsync(
            program.Path, RedisAt(redis.Url), "send", "orders", """{"order_id": 1, "created_at": "2020-07-21T22:09:37Z", "amount": 99.5}""");

        Assert.True(code == 0, output);
        await worker.PrintsAsync("processed 99.5");
    }

    [Fact]
    public async Task Wrong_input_settings_and_usage_end_with_2_and_say_where()
    {
        var program = await build.PublishFirstProgramAsync();
        await using var redis = await RedisServer.StartAsync();

        var (input, inputOutput) = await Worker.RunAsync(
            program.Path, RedisAt(redis.Url), "send", "orders", """{"order_id": "one", "created_at": "2020-07-21T22:09:37Z", "amount": 99}""");
        Assert.True(input == 2, inputOutput);
        Assert.Contains("order_id", inputOutput, StringComparison.Ordinal);

        var (setting, settingOutput) = await Worker.RunAsync(program.Path, With("RUNNEL_LOG_LEVLE", "debug"), "worker");
        Assert.True(setting == 2, settingOutput);
        Assert.Contains("RUNNEL_LOG_LEVLE", settingOutput, StringComparison.Ordinal);

        var (compressor, compressorOutput) = await Worker.RunAsync(program.Path, With("RUNNEL_STREAMS__ORDERS__COMPRESSOR", "gzip"), "worker");
        Assert.True(compressor == 2, compressorOutput);
        Assert.Contains("take RunnelCompressors=false out of its project file", compressorOutput, StringComparison.Ordinal);

        var (usage, usageOutput) = await Worker.RunAsync(program.Path, With("X", ""), "worker", "--no-such-option");
        Assert.True(usage == 2, usageOutput);
        Assert.Contains("--no-such-option", usageOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_ends_with_3_when_redis_cannot_be_reached()
    {
        var program = await build.PublishFirstProgramAsync();
        await using var redis = await RedisServer.StartAsync();
        await redis.StopAsync();

        var (code, output) = await Worker.RunAsync(
            program.Path, RedisAt(redis.Url), "send", "orders", """{"order_id": 1, "created_at": "2020-07-21T22:09:37Z", "amount": 99}""");

        Assert.True(code == 3, $"{code}: {output}");
        Assert.Contains(redis.EndPoint, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_native_file_is_small()
    {
        var program = await build.PublishFirstProgramAsync();
        Assert.InRange(program.Size, 1, SizeLimit);
    }

    [Fact]
    public async Task The_native_file_of_a_sample_is_small()
    {
        var program = await build.PublishAsync("Flights");
        Assert.InRange(program.Size, 1, SizeLimit);
    }

    private static Dictionary<string, string> RedisAt(string url) => With("RUNNEL_REDIS_URL", url);

    private static Dictionary<string, string> With(string name, string value) => new() { [name] = value };
}
