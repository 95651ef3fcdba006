using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>Seeking, pausing and resuming by the command line, under workers that run.</summary>
public sealed class MovingTests : IAsyncLifetime
{
    private readonly TillProgram _program = new();
    private readonly TillProgram _worker = new();
    private RedisServer _server = null!;
    private Task<int> _running = Task.FromResult(0);
    private int _sent;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        _worker.Environment["RUNNEL_REDIS_URL"] = _server.Url;

        // Long looks: what a worker does in time it does because it was told.
        _worker.Environment["RUNNEL_DEFAULT_LOCK_EXPIRY_SECONDS"] = "3600";
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
    public async Task A_paused_processor_stands_still_and_a_resumed_one_goes_on_without_loss_or_repetition()
    {
        await SendAsync(40);
        _running = _worker.RunAsync("worker");
        await SeesAsync(40);

        Assert.Equal(0, await _program.RunAsync("processor", "pause", "ring_up", "--reason", "the bank\nis closed"));
        Assert.Equal(4, Lines.Count(static line => line.Contains(": paused; its owner ", StringComparison.Ordinal)));
        await StandsAsync("paused", 4);
        await SendAsync(40);
        Assert.Equal(40, _worker.Script.Seen.Count);
        Assert.Equal(0, await _program.RunAsync("processor", "pause", "ring_up", "--reason", "again"));
        Assert.All(Lines, static line => Assert.Matches(@"^ring_up on sales/\d: was paused already, since .* by \S+@\S+: the bank is closed$", line));
        Assert.Equal(0, await _program.RunAsync("partition", "list"));
        Assert.All(Lines, static line => Assert.Matches(@"^ring_up on sales/\d: paused since \d{4}-.*Z by \S+@\S+: the bank is closed$", line));
        Assert.Equal(0, await _program.RunAsync("status", "ring_up"));
        Assert.Matches(@"(?m)^  partition 2 is paused since .*: the bank is closed\r?$", _program.Output);

        Assert.Equal(0, await _program.RunAsync("processor", "resume", "ring_up", "--partition", "1"));
        Assert.Matches(@"^ring_up on sales/1: goes on \(paused since .*: the bank is closed\)\r?\n$", _program.Output);
        await StandsAsync("idle", 1);
        Assert.Equal(0, await _program.RunAsync("processor", "resume", "ring_up", "--json"));
        var resumed = Document.GetProperty("partitions").EnumerateArray().ToList();
        Assert.Equal([0, 2, 3], resumed.Select(static each => each.GetProperty("partition").GetInt32()));
        Assert.All(resumed, static each => Assert.Equal(("paused", "resumed"), (each.GetProperty("was").GetString(), each.GetProperty("outcome").GetString())));

        await SeesAsync(80);
        await StandsAsync("idle", 4);
        Assert.Equal(Enumerable.Range(1, 80), _worker.Script.Seen.Select(static seen => seen.Sale.SaleId).Order());
    }

    [Fact]
    public async Task One_partition_is_paused_before_any_worker_comes_and_stays_so_over_restarts()
    {
        await SendAsync(40);
        Assert.Equal(0, await _program.RunAsync("partition", "pause", "ring_up", "2", "--json"));
        var partition = Assert.Single(Document.GetProperty("partitions").EnumerateArray());
        Assert.Equal((2, "paused", JsonValueKind.Null), (partition.GetProperty("partition").GetInt32(), partition.GetProperty("outcome").GetString(), partition.GetProperty("owner").ValueKind));

        await using var broker = await Brokers.ConnectAsync(_server.Url, "till");
        var waiting = (await broker.InspectAsync(new PartitionId("sales", 2), Cancellation)).Length;
        for (var run = 0; run < 2; run++)
        {
            _running = _worker.RunAsync("worker", "--processors", "ring_up");
            await StandsAsync("idle", 3);
            Assert.Equal(40 - waiting, _worker.Script.Seen.Count);
            _worker.Signals!.Receive("SIGTERM", 15);
            Assert.Equal(0, await _running);
        }

        Assert.Equal(0, await _program.RunAsync("partition", "resume", "ring_up", "2"));
        _running = _worker.RunAsync("worker", "--processors", "ring_up");
        await SeesAsync(40);
        Assert.Equal(Enumerable.Range(1, 40), _worker.Script.Seen.Select(static seen => seen.Sale.SaleId).Order());
    }

    [Fact]
    public async Task A_seek_to_the_start_hands_everything_out_again_to_an_idle_worker_at_once()
    {
        await SendAsync(40);
        _running = _worker.RunAsync("worker", "--processors", "ring_up");
        await SeesAsync(40);
        await StandsAsync("idle", 4);

        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", "start", "--dry-run"));
        Assert.Equal(40, Counts(@"; (\d+) events? would be handled again"));
        Assert.Equal(40, _worker.Script.Seen.Count);

        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", "start"));
        Assert.Equal(40, Counts(@"; (\d+) events? (?:is|are) handled again; its owner \S+ follows$"));
        await SeesAsync(80);
        await StandsAsync("idle", 4);
        Assert.Equal(Enumerable.Range(1, 40).SelectMany(static id => (int[])[id, id]), _worker.Script.Seen.Select(static seen => seen.Sale.SaleId).Order());
    }

    [Fact]
    public async Task A_seek_forward_says_what_it_skips_and_one_to_a_time_takes_the_first_event_at_or_after_it()
    {
        await SendAsync(100);
        await using var broker = await Brokers.ConnectAsync(_server.Url, "till");
        var partition = new PartitionId("sales", 1);
        var entries = (await broker.ReadAsync([new ReadRequest(partition, EntryId.Zero, 100)], Cancellation)).Partitions[0].Entries;
        var last = entries[^1].Id;

        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", $"{last}", "--partition", "1", "--json"));
        var part = Document.GetProperty("partitions")[0];
        Assert.Equal(("moved", entries.Count - 1L), (part.GetProperty("outcome").GetString(), part.GetProperty("skipped").GetInt64()));
        Assert.Equal((last.ToString(), true), (part.GetProperty("next_event").GetString(), part.GetProperty("count_is_exact").GetBoolean()));

        var time = entries[0].Id.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", time, "--partition", "1"));
        Assert.Contains(
            $": goes on with {entries[0].Id} (was after {last.Previous}); {entries.Count - 1} events are handled again", _program.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", "2100-01-01", "--partition", "1"));
        Assert.Contains($": goes on with the next event that is sent (was after {EntryId.Zero}); {entries.Count} events are skipped, unhandled", Fix(_program.Output), StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", "end", "--partition", "1"));
        Assert.Contains(": stands there already, with the next event that is sent", _program.Output, StringComparison.Ordinal);

        _running = _worker.RunAsync("worker", "--processors", "ring_up");
        await SeesAsync(100 - entries.Count);
        await StandsAsync("idle", 4);
        Assert.Equal(100 - entries.Count, _worker.Script.Seen.Count);

        // A time before the first event leaves a cursor just before it.
        static string Fix(string output) => Regex.Replace(output, @"was after \d+-18446744073709551615", $"was after {EntryId.Zero}");
    }

    [Fact]
    public async Task What_cannot_be_sought_is_told_for_each_partition()
    {
        await using var broker = await Brokers.ConnectAsync(_server.Url, "till");
        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", "end"));
        Assert.All(Lines, static line => Assert.EndsWith(": there are no events to go to; it is left as it is, and handles the first event that is sent", line, StringComparison.Ordinal));
        Assert.Null(await broker.InspectAsync(new LeaseId(new PartitionId("sales", 0), "ring_up"), Cancellation));

        await SendAsync(40);
        Assert.Equal(0, await _program.RunAsync("partition", "pause", "ring_up", "0"));
        await RedisCli.RunAsync(_server, "DEL", "runnel:{till.sales.3}");
        await RedisCli.RunAsync(_server, "SET", "runnel:{till.sales.3}", "x");
        Assert.Equal(2, await _program.RunAsync("processor", "seek", "ring_up", "--to", "end"));
        Assert.Matches(@"(?m)^ring_up on sales/0: goes on with the next event that is sent \(was not started\); \d+ events are skipped, unhandled; it is paused since .* and stays so until it is resumed\r?$", _program.Output);
        Assert.Matches(@"(?m)^ring_up on sales/3: not moved\. .+$", _program.Output);

        Assert.Equal(2, await _program.RunAsync("processor", "seek", "ring_up", "--to", "noon"));
        Assert.Contains("--to is 'noon'. Allowed: start (", _program.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _program.RunAsync("processor", "seek", "ring_up", "--to", "end", "--partition", "4"));
        Assert.Contains("'sales' has partitions 0 to 3", _program.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _program.RunAsync("processor", "pause", "ring_up", "--reason", new string('x', 501)));
        Assert.Contains("--reason has 501 characters. Allowed: 500 at most.", _program.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _program.RunAsync("processor", "pause", "rnig_up"));
    }

    [Fact]
    public async Task Many_events_are_counted_only_so_far()
    {
        await SendAsync(100);
        await using var broker = await Brokers.ConnectAsync(_server.Url, "till");
        var partition = new PartitionId("sales", 1);
        var fields = (await broker.ReadAsync([new ReadRequest(partition, EntryId.Zero, 1)], Cancellation)).Partitions[0].Entries[0].Fields;
        for (var batch = 1; batch <= 11; batch++)
        {
            var entries = Enumerable.Range(0, 1000).Select(_ => new AppendEntry(fields)).ToArray();
            await broker.AppendAsync(partition, new AppendBatch("test", batch, entries, 0, TimeSpan.FromMinutes(5)), Cancellation);
        }

        var state = await broker.InspectAsync(partition, Cancellation);
        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", $"{state.Last}", "--partition", "1", "--dry-run"));
        Assert.Contains("; at least 10000 events would be skipped, unhandled", _program.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("processor", "seek", "ring_up", "--to", "end", "--partition", "1", "--dry-run"));
        Assert.Contains($"; {state.Length} events would be skipped, unhandled", _program.Output, StringComparison.Ordinal);
    }

    private List<string> Lines => [.. _program.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)];

    private JsonElement Document => JsonDocument.Parse(_program.Output).RootElement;

    private int Counts(string pattern) => Lines.Sum(line => int.Parse(Regex.Match(line, pattern).Groups[1].Value, CultureInfo.InvariantCulture));

    private async Task SendAsync(int count)
    {
        var sales = Enumerable.Range(_sent + 1, count).Select(static number => $$"""{"sale_id": {{number}}, "amount": {{number}}}""");
        _sent += count;
        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", _program.Write("sales.jsonl", string.Join('\n', sales))));
    }

    private Task SeesAsync(int count) => Eventually.HoldsAsync(() => _worker.Script.Seen.Count >= count, () => _worker.Logs.ToString()!);

    private Task StandsAsync(string state, int partitions) => Eventually.HoldsAsync(
        async () =>
        {
            Assert.True(await _program.RunAsync("status", "ring_up", "--json") == 0, _program.Error);
            return Document.GetProperty("processors")[0].GetProperty("partition_states").GetProperty(state).GetInt32() == partitions;
        },
        () => $"{_program.Output}\n{_worker.Logs}");
}
