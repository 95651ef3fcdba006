using System.Text.Json;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>The live view: <c>top</c>.</summary>
public sealed class TopTests : IAsyncLifetime
{
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[?25h\u001b[?1049l";

    private readonly TillProgram _program = new();
    private readonly TillProgram _worker = new();
    private RedisServer _server = null!;
    private Task<int> _running = Task.FromResult(0);

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        _worker.Environment["RUNNEL_REDIS_URL"] = _server.Url;
    }

    public async ValueTask DisposeAsync()
    {
        _worker.Signals?.Receive("SIGTERM", 15);
        await _running;
        _program.Dispose();
        _worker.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task One_look_as_text_or_json_needs_no_terminal()
    {
        await SendAsync();
        Assert.Equal(0, await _program.RunAsync("top", "--once", "--interval", "0.5"));
        Assert.DoesNotContain('\u001b', _program.Output);
        Assert.Matches(@"(?m)^ring_up +sales +4 +0 +3 +.* 0 +- +0 +0 +0\r?$", _program.Output);
        Assert.Contains("no members: no worker runs", _program.Output, StringComparison.Ordinal);

        _running = _worker.RunAsync("worker", "--processors", "ring_up");
        await Eventually.HoldsAsync(() => _worker.Script.Seen.Count == 3, () => _worker.Logs.ToString()!);
        Assert.Equal(0, await _program.RunAsync("top", "ring_up", "--once", "--json", "--partitions", "--interval", "0.5"));
        var line = Assert.Single(_program.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        var processor = JsonDocument.Parse(line).RootElement.GetProperty("processors")[0];
        Assert.Equal((1, 0L), (processor.GetProperty("owners").GetInt32(), processor.GetProperty("lag_events").GetInt64()));
        Assert.Equal(4, processor.GetProperty("partitions").GetArrayLength());
        Assert.Equal(0, processor.GetProperty("sent_per_second").GetDouble());
    }

    [Fact]
    public async Task Without_a_terminal_it_prints_look_by_look_until_it_is_stopped()
    {
        var running = Task.Run(() => _program.RunAsync("top", "--json", "--interval", "0.5"), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => _program.Output.Split(Environment.NewLine).Length > 3);
        _program.Signals!.Receive("SIGINT", 2);

        Assert.Equal(0, await running);
        Assert.All(_program.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), static line => JsonDocument.Parse(line));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_terminal_it_is_redrawn_in_place_follows_keys_and_size_and_leaves_all_as_it_was(bool byKey)
    {
        await SendAsync();
        _program.IsTerminal = true;
        var running = Task.Run(() => _program.RunAsync("top", "--interval", "0.5"), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => _program.Output.Contains("ring_up", StringComparison.Ordinal));
        Assert.StartsWith(Enter, _program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ring_up on sales", _program.Output, StringComparison.Ordinal);

        _program.Terminal.Press('p');
        await Eventually.HoldsAsync(() => _program.Output.Contains("ring_up on sales", StringComparison.Ordinal));
        _program.Terminal.Size = (30, 5);
        await Eventually.HoldsAsync(() => LastFrame() is [.., _, _] lines && lines.Length == 5 && lines.All(static line => line.Length <= 30));
        Assert.Contains("more lines", LastFrame()[3], StringComparison.Ordinal);

        if (byKey) _program.Terminal.Press('q');
        else _program.Signals!.Receive("SIGINT", 2);
        Assert.Equal(0, await running);
        Assert.EndsWith(Leave, _program.Output, StringComparison.Ordinal);

        string[] LastFrame() => [.. _program.Output.Split("\u001b[H")[^1].Replace("\u001b[J", "", StringComparison.Ordinal).Split("\r\n").Select(static line => line.Replace("\u001b[K", "", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_server_that_goes_away_is_told_on_the_screen_and_waited_for()
    {
        _program.IsTerminal = true;
        var running = Task.Run(() => _program.RunAsync("top", "--interval", "0.5"), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => _program.Output.Contains("ring_up", StringComparison.Ordinal));
        await _server.KillAsync();
        await Eventually.HoldsAsync(() => _program.Output.Contains("It goes on when", StringComparison.Ordinal));

        _program.Terminal.Press('q');
        Assert.Equal(0, await running);
        Assert.EndsWith(Leave, _program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_and_wrong_input_are_told_before_anything_is_drawn()
    {
        _program.IsTerminal = true;
        Assert.Equal(2, await _program.RunAsync("top", "--interval", "0.1"));
        Assert.Contains("--interval is 0.1. Allowed: 0.5 to 3600 seconds.", _program.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _program.RunAsync("top", "rnig_up"));
        await _server.KillAsync();
        Assert.Equal(3, await _program.RunAsync("top"));
        Assert.Empty(_program.Output);
    }

    private async Task SendAsync()
    {
        var file = _program.Write("sales.jsonl", string.Join('\n', Enumerable.Range(1, 3).Select(static number => $$"""{"sale_id": {{number}}, "amount": 1}""")));
        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", file));
    }
}
