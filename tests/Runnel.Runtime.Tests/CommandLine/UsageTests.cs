using System.Text.RegularExpressions;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.CommandLine;

public sealed class UsageTests : IDisposable
{
    private readonly TillProgram _program = new();

    [Fact]
    public async Task Without_arguments_help_is_printed()
    {
        Assert.Equal(0, await _program.RunAsync());

        Assert.Contains("till: a Runnel app. Its streams: sales, late-refunds. Its processors: ring_up, pay_out.", _program.Output, StringComparison.Ordinal);
        Assert.All(
            ["worker", "send <STREAM> <JSON>", "sendmany <STREAM> <FILE>", "status <PROCESSOR>", "partition", "processor", "config", "--version"],
            command => Assert.Contains(command, _program.Output, StringComparison.Ordinal));
        Assert.Empty(_program.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("worker", "--help")]
    [InlineData("processor", "reset", "-h")]
    [InlineData("processor", "seek", "--help")]
    [InlineData("processor", "pause", "--help")]
    [InlineData("partition", "pause", "--help")]
    [InlineData("top", "--help")]
    public async Task Help_is_printed(params string[] args)
    {
        Assert.Equal(0, await _program.RunAsync(args));

        Assert.Contains("Usage:", _program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_the_apps_and_Runnels()
    {
        Assert.Equal(0, await _program.RunAsync("--version"));

        Assert.Matches(@"^till \d+\.\d+\.\d+ \(Runnel \d+\.\d+\.\d+\)\s*$", _program.Output);
    }

    [Theory]
    [InlineData("wrker")]
    [InlineData("worker", "--procesors", "print")]
    [InlineData("send", "sales")]
    [InlineData("processor", "reset", "ring_up")]
    [InlineData("processor")]
    [InlineData("partition")]
    [InlineData("partition", "resume", "ring_up")]
    [InlineData("partition", "resume", "ring_up", "first")]
    [InlineData("status", "ring_up", "pay_out")]
    [InlineData("processor", "seek", "ring_up")]
    [InlineData("processor", "pause")]
    [InlineData("partition", "pause", "ring_up")]
    [InlineData("partition", "pause", "ring_up", "first")]
    [InlineData("top", "--interval", "often")]
    [InlineData("--log-level")]
    [InlineData("processor", "reset", "ring_up", "--start", "0", "--partition", "first")]
    public async Task What_cannot_be_parsed_is_an_error_on_standard_error(params string[] args)
    {
        Assert.Equal(2, await _program.RunAsync(args));

        Assert.StartsWith("error: ", _program.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", _program.Error, StringComparison.Ordinal);
        Assert.Empty(_program.Output);
    }

    [Theory]
    [InlineData("'send' needs Redis.", "send", "sales", "{}")]
    [InlineData("'sendmany' needs Redis.", "sendmany", "sales", "-")]
    [InlineData("'status' needs Redis.", "status")]
    [InlineData("'partition list' needs Redis.", "partition", "list")]
    [InlineData("'partition resume' needs Redis.", "partition", "resume", "ring_up", "0")]
    [InlineData("'processor reset' needs Redis.", "processor", "reset", "ring_up", "--start", "0")]
    public async Task On_the_embedded_broker_it_is_explained_why_that_cannot_be(string message, params string[] args)
    {
        Assert.Equal(2, await _program.RunAsync(args));

        Assert.StartsWith($"error: {message} The embedded broker (memory://) lives inside one process", _program.Error, StringComparison.Ordinal);
        Assert.Contains("Set RUNNEL_REDIS_URL or pass --redis-url.", _program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("till has no stream 'sale'. Did you mean 'sales'? It has: sales, late-refunds.", "send", "sale", "{}")]
    [InlineData("till has no stream 'sale'. Did you mean 'sales'? It has: sales, late-refunds.", "sendmany", "sale", "-")]
    [InlineData("till has no processor 'ring'. Did you mean 'ring_up'? It has: ring_up, pay_out.", "status", "ring")]
    [InlineData("till has no processor 'ring'. Did you mean 'ring_up'? It has: ring_up, pay_out.", "partition", "list", "ring")]
    [InlineData("till has no processor 'ring'. Did you mean 'ring_up'? It has: ring_up, pay_out.", "partition", "resume", "ring", "0")]
    [InlineData("N is 4. 'sales' has partitions 0 to 3.", "partition", "resume", "ring_up", "4")]
    [InlineData("till has no processor 'ringup2'. Did you mean 'ring_up'? It has: ring_up, pay_out.", "worker", "--processors", "pay_out,ringup2")]
    [InlineData("till has no processor 'x'. It has: ring_up, pay_out.", "processor", "reset", "x", "--start", "0")]
    [InlineData("--processors names no processor.", "worker", "--processors", "")]
    [InlineData("--start is 'soon'.", "processor", "reset", "ring_up", "--start", "soon")]
    [InlineData("--partition is 4. 'sales' has partitions 0 to 3.", "processor", "reset", "ring_up", "--start", "0", "--partition", "4")]
    [InlineData("log_level is 'loud', from command line (--log-level).", "worker", "--log-level", "loud")]
    public async Task Names_and_values_that_do_not_exist_are_errors(string message, params string[] args)
    {
        Assert.Equal(2, await _program.RunAsync(args));

        Assert.StartsWith($"error: {message}", _program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("config")]
    [InlineData("send", "sales", "{}")]
    public async Task An_unknown_variable_stops_every_command(params string[] args)
    {
        _program.Environment["RUNNEL_REDIS_ULR"] = "redis://127.0.0.1";

        Assert.Equal(2, await _program.RunAsync(args));

        Assert.StartsWith(
            "error: environment (RUNNEL_REDIS_ULR) is no setting of Runnel. Did you mean RUNNEL_REDIS_URL?", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_json_is_an_error_that_names_it()
    {
        var path = _program.Write("appsettings.json", "{ \"Runnel\": ");

        Assert.Equal(2, await _program.RunAsync("config"));

        Assert.StartsWith($"error: {path} cannot be read: ", _program.Error, StringComparison.Ordinal);
        Assert.Single(_program.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Config_shows_values_and_where_they_came_from_and_hides_secrets()
    {
        _program.Environment["RUNNEL_PROCESSORS__RING_UP__PREFETCH_COUNT"] = "9";
        _program.Environment["DOTNET_ENVIRONMENT"] = "Staging";
        var file = _program.Write("appsettings.json", """{ "Runnel": { "DefaultRetries": 4, "DefaultMaxCrashes": 5 } }""");
        var staging = _program.Write("appsettings.Staging.json", """{ "Runnel": { "DefaultMaxCrashes": 6 } }""");
        _program.Configure = static builder => builder.Options.DefaultBatchSize = 8;

        Assert.Equal(0, await _program.RunAsync("config", "--redis-url", "redis://me:secret@nowhere"));

        Assert.DoesNotContain("secret", _program.Output, StringComparison.Ordinal);
        Shows("redis_url", "redis://me:***@nowhere", "command line (--redis-url)");
        Shows("processors.ring_up.prefetch_count", "9", "environment (RUNNEL_PROCESSORS__RING_UP__PREFETCH_COUNT)");
        Shows("processors.pay_out.prefetch_count", "7", "[App] of till (DefaultPrefetchCount)");
        Shows("processors.ring_up.retries", "2", "attribute of Till.RingUp (Retries)");
        Shows("processors.pay_out.retries", "4", $"{Path.GetFileName(file)} (Runnel:DefaultRetries)");
        Shows("default_max_crashes", "6", $"{Path.GetFileName(staging)} (Runnel:DefaultMaxCrashes)");
        Shows("default_batch_size", "8", "code (default_batch_size)");
        Shows("streams.sales.partition_count", "4", "attribute of Till.sales (PartitionCount)");
        Shows("default_lock_expiry_seconds", "15", "default");

        void Shows(string name, string value, string origin)
            => Assert.Matches($@"(?m)^{Regex.Escape(name)} +{Regex.Escape(value)} +{Regex.Escape(origin)}\r?$", _program.Output);
    }

    [Fact]
    public async Task Config_explains()
    {
        Assert.Equal(0, await _program.RunAsync("config", "--explain"));

        Assert.Contains("    How many events are buffered per owned partition.", _program.Output, StringComparison.Ordinal);
        Assert.Contains(
            "    Allowed: a whole number from 1 to 100000. Environment: RUNNEL_PROCESSORS__RING_UP__PREFETCH_COUNT.", _program.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_json_argument_that_begins_with_an_at_sign_is_no_response_file()
    {
        Assert.Equal(2, await _program.RunAsync("send", "@sales", "{}"));

        Assert.StartsWith("error: till has no stream '@sales'.", _program.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _program.Dispose();
}
