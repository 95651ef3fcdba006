using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runnel.Hosting;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>The commands on a real server, one for each test: the app's name is the same in all.</summary>
public sealed class CommandLineTests : IAsyncLifetime
{
    private readonly TillProgram _program = new();
    private RedisServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
    public async Task Send_prints_the_id_of_the_event_it_sent()
    {
        Assert.Equal(0, await _program.RunAsync("send", "sales", """{"sale_id": 5, "amount": 1.5}"""));
        var id = EntryId.Parse(_program.Output.Trim());

        var sent = Assert.Single(await StoredAsync("sales"));
        Assert.Equal((new Sale(5, 1.5), id), sent);
        Assert.Empty(_program.Error);
    }

    [Theory]
    [InlineData("{\"sale_id\": 5}", "error: Sale, field 'amount': expected a number, found nothing.")]
    [InlineData("{\"sale_id\": 5,", "error: Sale")]
    [InlineData("[]", "error: Sale: expected an object")]
    public async Task Send_refuses_what_is_no_such_record(string json, string message)
    {
        Assert.Equal(2, await _program.RunAsync("send", "sales", json));

        Assert.StartsWith(message, _program.Error, StringComparison.Ordinal);
        Assert.Single(_program.Error.Trim().Split('\n'));
        Assert.Empty(await StoredAsync("sales"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sendmany_sends_a_file_in_its_order(bool isTerminal)
    {
        _program.IsTerminal = isTerminal;
        var file = _program.Write("sales.jsonl", Lines(Enumerable.Range(1, 3000).Select(number => new Sale(number % 40, number))));

        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", file));

        Assert.EndsWith($"sent 3000 records to sales{Environment.NewLine}", _program.Output, StringComparison.Ordinal);
        Assert.Equal(isTerminal, _program.Output.Contains("sending", StringComparison.Ordinal));
        var stored = await StoredAsync("sales");
        Assert.Equal(3000, stored.Count);
        foreach (var sales in stored.GroupBy(entry => entry.Sale.SaleId))
            Assert.Equal(sales.Select(entry => entry.Sale.Amount).Order(), sales.Select(entry => entry.Sale.Amount));
    }

    [Fact]
    public async Task Sendmany_sends_standard_input()
    {
        _program.Input = Encoding.UTF8.GetBytes(Lines([new Sale(1, 1), new Sale(2, 2)]) + "\n\n");

        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", "-"));

        Assert.Equal($"sent 2 records to sales{Environment.NewLine}", _program.Output);
        Assert.Equal(2, (await StoredAsync("sales")).Count);
    }

    [Fact]
    public async Task Sendmany_names_the_first_bad_line_and_sends_nothing()
    {
        var file = _program.Write("sales.jsonl", Lines([new Sale(1, 1), new Sale(2, 2)]) + "\n\n{\"sale_id\": 3, \"amount\": \"free\"}\n{}\n");

        Assert.Equal(2, await _program.RunAsync("sendmany", "sales", file));

        Assert.Equal(
            $"error: {file}, line 4: Sale, field 'amount': expected a number, found String. Nothing was sent.{Environment.NewLine}", _program.Error);
        Assert.Empty(await StoredAsync("sales"));
    }

    [Fact]
    public async Task Sendmany_of_a_file_that_is_not_there_is_an_error()
    {
        Assert.Equal(2, await _program.RunAsync("sendmany", "sales", Path.Combine(_program.Folder, "none.jsonl")));

        Assert.StartsWith("error: ", _program.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be read", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sendmany_that_fails_in_the_middle_says_how_far_it_came()
    {
        var file = _program.Write("sales.jsonl", Lines([new Sale(1, 1)]));
        // What the lanes append to is no stream.
        for (var partition = 0; partition < 4; partition++) await RedisCli.RunAsync(_server, "SET", $"runnel:{{till.sales.{partition}}}", "x");

        Assert.Equal(2, await _program.RunAsync("sendmany", "sales", file));

        Assert.StartsWith($"error: {file}, line 1: ", _program.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            $"0 of 1 records are surely in 'sales'; line 1 holds the first that is not.{Environment.NewLine}", _program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "sales", "{\"sale_id\": 5, \"amount\": 1}")]
    [InlineData("processor", "reset", "ring_up", "--start", "0")]
    public async Task A_server_that_is_not_there_is_told_by_3(params string[] args)
    {
        await _server.KillAsync();

        Assert.Equal(3, await _program.RunAsync(args));

        Assert.StartsWith("error: ", _program.Error, StringComparison.Ordinal);
        Assert.Single(_program.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_program_that_declares_another_partition_count_is_refused()
    {
        Assert.Equal(0, await _program.RunAsync("send", "sales", """{"sale_id": 5, "amount": 1}"""));
        _program.Environment["RUNNEL_STREAMS__SALES__PARTITION_COUNT"] = "5";

        Assert.Equal(2, await _program.RunAsync("worker"));
        Assert.Contains("'sales'", _program.Error, StringComparison.Ordinal);
        Assert.Contains("Events of one key would land in different partitions.", _program.Error, StringComparison.Ordinal);

        Assert.Equal(2, await _program.RunAsync("send", "sales", """{"sale_id": 5, "amount": 1}"""));
        Assert.Single(await StoredAsync("sales"));
    }

    [Fact]
    public async Task Wrong_credentials_end_a_worker_with_2()
    {
        await RedisCli.RunAsync(_server, "CONFIG", "SET", "requirepass", "right");
        _program.Environment["RUNNEL_REDIS_URL"] = $"redis://:wrong@{_server.EndPoint}";

        Assert.Equal(2, await _program.RunAsync("worker"));

        Assert.StartsWith("error: ", _program.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong@", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_waits_for_its_server_in_one_line_and_then_works()
    {
        await _server.KillAsync();
        _program.Script.OnStart = static async (till, stopping) => await till.Sales.SendAsync(new Sale(1, 1), stopping);

        var running = _program.RunAsync("worker");
        await Eventually.HoldsAsync(() => _program.Logs.Has("Warning 1003 Waiting for redis://"), () => _program.Logs.ToString());
        await _server.StartAgainAsync();
        await Eventually.HoldsAsync(() => !_program.Script.Seen.IsEmpty, () => _program.Logs.ToString());
        _program.Signals!.Receive("SIGTERM", 15);

        Assert.Equal(0, await running);
        Assert.True(_program.Logs.Has("Information 1004 Connected to redis://"));
        Assert.All(_program.Logs.All, line => Assert.DoesNotContain('\n', line));
    }

    [Fact]
    public async Task A_worker_that_waits_for_its_server_can_be_stopped()
    {
        await _server.KillAsync();

        var running = _program.RunAsync("worker");
        await Eventually.HoldsAsync(() => _program.Logs.Has("Warning 1003 Waiting for redis://"), () => _program.Logs.ToString());
        _program.Signals!.Receive("SIGTERM", 15);

        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task A_reset_lets_a_processor_handle_its_events_again_also_while_a_worker_runs()
    {
        var file = _program.Write("sales.jsonl", Lines(Enumerable.Range(1, 40).Select(number => new Sale(number, number))));
        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", file));
        using var worker = new TillProgram();
        worker.Environment["RUNNEL_REDIS_URL"] = _server.Url;

        var running = worker.RunAsync("worker", "--processors", "ring_up");
        await Eventually.HoldsAsync(() => worker.Script.Seen.Count == 40, () => worker.Logs.ToString());
        Assert.Equal(0, await _program.RunAsync("processor", "reset", "ring_up", "--start", "0"));
        await Eventually.HoldsAsync(() => worker.Script.Seen.Count == 80, () => worker.Logs.ToString());
        worker.Signals!.Receive("SIGTERM", 15);

        Assert.Equal(0, await running);
        Assert.Equal(4, _program.Output.Trim().Split('\n').Length);
        Assert.Contains("ring_up on sales/3: goes on after 0-0 (was ", _program.Output, StringComparison.Ordinal);
        Assert.Contains("; its owner ", _program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_to_the_end_to_an_event_and_of_one_partition_only()
    {
        var file = _program.Write("sales.jsonl", Lines(Enumerable.Range(1, 40).Select(number => new Sale(number, number))));
        Assert.Equal(0, await _program.RunAsync("sendmany", "sales", file));
        var stored = await StoredAsync("sales", 2);
        Assert.True(stored.Count > 2, "The keys 1 to 40 leave partition 2 nearly empty.");

        Assert.Equal(0, await _program.RunAsync("processor", "reset", "ring_up", "--start", "$"));
        Assert.Equal(0, await _program.RunAsync("processor", "reset", "ring_up", "--start", stored[1].Id.ToString(), "--partition", "2"));
        Assert.Equal($"ring_up on sales/2: goes on after {stored[1].Id.Previous} (was {stored[^1].Id}){Environment.NewLine}", _program.Output);

        var running = _program.RunAsync("worker");
        await Eventually.HoldsAsync(() => _program.Script.Seen.Count == stored.Count - 1, () => _program.Logs.ToString());
        _program.Signals!.Receive("SIGTERM", 15);
        Assert.Equal(0, await running);
        Assert.Equal(stored.Skip(1).Select(entry => entry.Sale), _program.Script.Seen.Select(seen => seen.Sale));
    }

    [Fact]
    public async Task An_interrupted_sendmany_says_how_much_was_sent()
    {
        var file = _program.Write("sales.jsonl", Lines(Enumerable.Range(1, 20_000).Select(number => new Sale(number, number))));
        var running = Task.Run(() => _program.RunAsync("sendmany", "sales", file), Cancellation);
        await Eventually.HoldsAsync(async () => running.IsCompleted || (await RedisCli.RunAsync(_server, "EXISTS", "runnel:{till.sales.0}")).Contains('1'));
        _server.Freeze();
        _program.Signals!.Receive("SIGINT", 2);
        _server.Thaw();

        // It may have been done before the signal came; the stream itself keeps only the last thousand of each partition.
        var code = await running;
        if (code == 130)
        {
            Assert.StartsWith(
                "error: interrupted. Sending many records to 'sales' was cancelled: ", _program.Error, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(0, code);
            Assert.EndsWith($"sent 20000 records to sales{Environment.NewLine}", _program.Output, StringComparison.Ordinal);
        }
    }

    private static string Lines(IEnumerable<Sale> sales)
        => string.Join('\n', sales.Select(sale => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{{\"sale_id\":{sale.SaleId},\"amount\":{sale.Amount}}}")));

    private async Task<List<(Sale Sale, EntryId Id)>> StoredAsync(string name, int? partition = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_program.Script);
        var registration = builder.Services.Register<Till>();
        registration.Environment = () => new Dictionary<string, string> { ["RUNNEL_REDIS_URL"] = _server.Url };
        using var host = builder.Build();
        var runtime = host.Services.GetRequiredService<AppRuntime<Till>>();
        await runtime.Broker.ConnectAsync(Cancellation);
        var stream = (EventStream<Sale>)runtime.Stream(name);
        var stored = new List<(Sale, EntryId)>();
        for (var index = partition ?? 0; index <= (partition ?? stream.PartitionCount - 1); index++)
        {
            await foreach (var entry in stream.ReadAsync(index, cancellationToken: Cancellation)) stored.Add((stream.Decode(entry), entry.Id));
        }

        return stored;
    }
}
