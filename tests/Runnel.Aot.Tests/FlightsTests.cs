using Runnel.Tests;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Aot.Tests;

public sealed class FlightsTests(Build build) : IDisposable
{
    private const int Partitions = 16;
    private const int Kills = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("runnel-flights-").FullName;

    private static string File => Path.Combine(Build.Root, "samples", "Flights", "flights.jsonl");

    private string LedgerFolder => Path.Combine(_folder, "ledger");

    [Fact]
    public async Task All_flights_arrive_once_and_in_order_and_the_table_shows_their_sums()
    {
        var program = await build.PublishAsync("Flights");
        await using var redis = await RedisServer.StartAsync();
        var expected = FlightsFile.Read(File);
        await SendAllAsync(program, redis);

        using var worker = await StartWorkerAsync(program, redis);
        await worker.PrintsAsync(TotalOf(expected, repeats: 0));
        worker.Send(Signal.Terminate);
        Assert.Equal(0, await worker.EndAsync());

        var ledger = LedgerFiles.Read(LedgerFolder);
        Assert.Equal(await IdsAsync(redis), ledger.Lines.ToDictionary(pair => pair.Key, pair => pair.Value.Select(line => line.Id).ToList()));
        Assert.Equal(expected.ByAirport, ledger.SumsOfDistinct());
        var busiest = expected.ByAirport.MaxBy(pair => pair.Value.Flights);
        Assert.Matches($@"(?m)^{busiest.Key} +{busiest.Value.Flights:N0} +{busiest.Value.Delay:N0} +{busiest.Value.LastDeparture}$", worker.Output);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.EndPoint);
        foreach (var partition in ledger.Lines.Keys)
            Assert.Equal(0, (await connection.GetDatabase().StreamGroupInfoAsync(KeyOf(partition)))[0].Lag);
    }

    [Fact]
    public async Task A_worker_that_is_killed_loses_no_flight_and_repeats_at_most_one_per_partition()
    {
        var program = await build.PublishAsync("Flights");
        await using var redis = await RedisServer.StartAsync();
        var expected = FlightsFile.Read(File);
        await SendAllAsync(program, redis);

        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = LedgerFiles.Count(LedgerFolder);
            using var killed = await StartWorkerAsync(program, redis);
            await Eventually.HoldsAsync(() => LedgerFiles.Count(LedgerFolder) > before + 500 || !killed.IsRunning, () => killed.Output);
            killed.Send(Signal.Kill);
            await killed.EndAsync();
            Assert.InRange(LedgerFiles.Count(LedgerFolder), before + 1, expected.Flights - 1);
        }

        using var worker = await StartWorkerAsync(program, redis);
        await worker.PrintsAsync(output => output.Contains(TotalOf(expected), StringComparison.Ordinal), TotalOf(expected));
        worker.Send(Signal.Terminate);
        Assert.Equal(0, await worker.EndAsync());

        // The ledger has a line for each handling, repeats too, written before the event was acknowledged.
        var ledger = LedgerFiles.Read(LedgerFolder);
        foreach (var (partition, ids) in await IdsAsync(redis))
        {
            var handled = ledger.Lines[partition].Select(line => line.Id).ToList();
            Assert.Equal(ids, handled.Distinct());
            Assert.InRange(handled.Count - ids.Count, 0, Kills);
            // A repeat follows right on the first time: nothing else was handled in between.
            Assert.All(handled.Zip(handled.Skip(1)), pair => Assert.True(ids.IndexOf(pair.Second) - ids.IndexOf(pair.First) is 0 or 1));
        }

        Assert.Equal(expected.ByAirport, ledger.SumsOfDistinct());
    }

    [Fact]
    public async Task A_wrong_line_is_named_and_nothing_is_sent()
    {
        var program = await build.PublishAsync("Flights");
        await using var redis = await RedisServer.StartAsync();
        var path = Path.Combine(_folder, "wrong.jsonl");
        var lines = System.IO.File.ReadLines(File).Take(5).ToArray();
        lines[2] = lines[2].Replace("\"delay\":-5", "\"delay\":\"late\"", StringComparison.Ordinal);
        Assert.Contains("late", lines[2], StringComparison.Ordinal);
        await System.IO.File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);

        var (code, output) = await Worker.RunAsync(program.Path, Environment(redis), "sendmany", "flights", path);

        Assert.True(code == 2, $"{code}: {output}");
        Assert.Contains("3", output, StringComparison.Ordinal);
        Assert.Contains("delay", output, StringComparison.Ordinal);
        Assert.Contains("late", output, StringComparison.Ordinal);
        Assert.All((await IdsAsync(redis)).Values, Assert.Empty);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string TotalOf(FlightsFile expected, int? repeats = null)
        => $"total: {expected.ByAirport.Count} airports, {expected.Flights} flights, {expected.Delay} minutes of delay, "
            + (repeats is { } number ? $"{number} delivered again" : "");

    private static string KeyOf(int partition) => $"runnel:{{flights.flights.{partition}}}";

    /// <summary>The ids of all entries in Redis, per partition, partitions without any left out.</summary>
    private static async Task<Dictionary<int, List<string>>> IdsAsync(RedisServer redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.EndPoint);
        var ids = new Dictionary<int, List<string>>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var entries = await connection.GetDatabase().StreamRangeAsync(KeyOf(partition));
            if (entries.Length > 0) ids[partition] = [.. entries.Select(entry => entry.Id.ToString())];
        }

        return ids;
    }

    private static async Task SendAllAsync(NativeProgram program, RedisServer redis)
    {
        var (code, output) = await Worker.RunAsync(program.Path, Environment(redis), "sendmany", "flights", File);
        Assert.True(code == 0, output);
    }

    private static Dictionary<string, string> Environment(RedisServer redis) => new() { ["RUNNEL_REDIS_URL"] = redis.Url };

    private Task<Worker> StartWorkerAsync(NativeProgram program, RedisServer redis)
        => Worker.StartAsync(
            program.Path,
            // A short lease: the next worker waits until a killed one's has run out.
            new Dictionary<string, string>(Environment(redis)) { ["FLIGHTS_LEDGER"] = LedgerFolder, ["RUNNEL_DEFAULT_LOCK_EXPIRY_SECONDS"] = "2" },
            "worker");
}
