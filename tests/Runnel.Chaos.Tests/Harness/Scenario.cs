using System.Globalization;
using Runnel.Tests;
using Runnel.Tests.Checking;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>What a run is made of: a Redis server of its own, workers in processes, producers, the files of the workers, random choices.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    /// <summary>How long leases last here: short, so that tests are.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("runnel-chaos-").FullName;
    private readonly HandlingReader _reader;
    private readonly List<WorkerProcess> _workers = [];
    private readonly List<Producer> _producers = [];
    private readonly List<IAsyncDisposable> _others = [];
    private readonly List<TimeSpan> _takeovers = [];
    private readonly string _fault;
    private ConnectionMultiplexer? _client;
    private bool _ownsServer = true;
    private bool _isChecked;

    private Scenario(string fault, RedisServer server)
    {
        (_fault, Server) = (fault, server);
        _reader = new HandlingReader(Path.Combine(_folder, "handlings"));
        Random = new Random(ChaosSettings.Seed);
        Say($"{fault}: CHAOS_SEED={ChaosSettings.Seed} CHAOS_SCALE={ChaosSettings.Scale}");
    }

    public RedisServer Server { get; private set; }

    public Random Random { get; }

    /// <summary>The processor under test.</summary>
    public string Processor { get; init; } = "call";

    /// <summary>Settings of every worker.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public IReadOnlyList<WorkerProcess> Workers => _workers;

    public IReadOnlyList<TimeSpan> Takeovers => _takeovers;

    /// <summary>Starts a server for a fault of the table.</summary>
    public static async Task<Scenario> StartAsync(string fault, string processor = "call", params string[] serverArguments)
        => new(fault, await RedisServer.StartAsync(serverArguments)) { Processor = processor };

    public static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    /// <summary>Starts a worker; <paramref name="url"/>: not at the server but elsewhere.</summary>
    public Task<WorkerProcess> StartWorkerAsync(string? url = null) => LaunchAsync(url, "worker", "--processors", Processor);

    /// <summary>Starts a worker that runs all processors of its app.</summary>
    public Task<WorkerProcess> StartKeptWorkerAsync() => LaunchAsync(null, "worker");

    private async Task<WorkerProcess> LaunchAsync(string? url, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["RUNNEL_REDIS_URL"] = url ?? Server.Url,
            ["RUNNEL_DEFAULT_LOCK_EXPIRY_SECONDS"] = Lease.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["RUNNEL_LOG_LEVEL"] = "debug",
            ["CHAOS_LOG"] = Path.Combine(_folder, "handlings"),
        };
        foreach (var (name, value) in Environment) environment[name] = value;
        var worker = await WorkerProcess.StartAsync(environment, arguments);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Runs a command of the app, as an operator would.</summary>
    public async Task RunCommandAsync(params string[] arguments)
    {
        await using var process = await WorkerProcess.StartAsync(new Dictionary<string, string> { ["RUNNEL_REDIS_URL"] = Server.Url }, arguments);
        var code = await process.EndAsync();
        if (code != 0) throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {code}.\n{process.Output}");
    }

    public async Task<Producer> StartProducerAsync(string? url = null, TimeSpan? sendTimeout = null)
    {
        var producer = await Producer.StartAsync(url ?? Server.Url, sendTimeout);
        _producers.Add(producer);
        return producer;
    }

    /// <summary>A producer whose events are kept until they are processed, so many in each partition.</summary>
    public async Task<Producer> StartKeptProducerAsync(long limit)
    {
        var producer = await Producer.StartAsync(Server.Url, limit: limit);
        _producers.Add(producer);
        return producer;
    }

    /// <summary>From now on another server is looked at, which takes the place of the first.</summary>
    /// <param name="server">The other server.</param>
    /// <param name="isOwned">Whether it ends with the run; false where it belongs to a group that does.</param>
    public async Task TurnToAsync(RedisServer server, bool isOwned = true)
    {
        if (_client is not null) await _client.DisposeAsync();
        _client = null;
        if (_ownsServer) _others.Add(Server);
        (Server, _ownsServer) = (server, isOwned);
    }

    /// <summary>Ends with the run.</summary>
    public T Own<T>(T other)
        where T : IAsyncDisposable
    {
        _others.Add(other);
        return other;
    }

    /// <summary>A connection past all code under test.</summary>
    public async Task<IDatabase> RedisAsync() => (await ClientAsync()).GetDatabase();

    public async Task<IServer> AdminAsync() => (await ClientAsync()).GetServers().First(static server => !server.IsReplica);

    /// <summary>All handlings up to now.</summary>
    public IReadOnlyList<Handling> Handlings() => _reader.Read();

    /// <summary>Waits until this is so of the handlings.</summary>
    public Task UntilAsync(Func<IReadOnlyList<Handling>, bool> condition, string what, TimeSpan? bound = null)
        => Eventually.HoldsAsync(async () =>
        {
            if (condition(Handlings())) return true;
            await Task.Delay(20);
            return false;
        }, () => $"{_fault}: waited for {what}.\n{Describe()}", bound);

    /// <summary>Waits until each of the 16 partitions was handled by somebody since a moment.</summary>
    public Task UntilAllPartitionsAsync(long since = 0, Func<Handling, bool>? by = null)
        => UntilAsync(all => all.Where(handling => handling.Begin > since && (by is null || by(handling)))
            .Select(static handling => handling.Partition).Distinct().Count() == 16, "handlings in all partitions");

    /// <summary>Who holds which partition, as the server has it.</summary>
    public async Task<IReadOnlyList<LeaseView>> LeasesAsync() => await LeaseView.ReadAsync(await RedisAsync(), Processor);

    /// <summary>Waits until everything confirmed was handled to its end.</summary>
    public Task UntilAllHandledAsync(Func<Sent, bool>? which = null)
        => UntilAsync(all =>
        {
            var done = all.Where(static handling => handling.How == HandlingEnd.Done).Select(static handling => (handling.Key, handling.N)).ToHashSet();
            return _producers.SelectMany(static producer => producer.Sends)
                .All(sent => sent.Result != SendResult.Confirmed || (which is not null && !which(sent)) || done.Contains((sent.Key, sent.N)));
        }, "all confirmed events to be handled");

    /// <summary>Lets time pass: as long as a fault lasts, or until the random moment at which it comes.</summary>
    public static Task PassAsync(TimeSpan time) => Task.Delay(time, TestContext.Current.CancellationToken);

    /// <summary>Waits for a random moment.</summary>
    public Task RandomMomentAsync(int withinMilliseconds = 200) => PassAsync(TimeSpan.FromMilliseconds(Random.Next(withinMilliseconds)));

    /// <summary>Waits until a worker runs its processor.</summary>
    public static Task UntilJoinedAsync(WorkerProcess worker) => Eventually.HoldsAsync(() => worker.Count(1400) > 0, () => worker.Output);

    /// <summary>Waits until every running worker has partitions, every partition has an owner, and all have kept theirs for a third of a lease.</summary>
    public async Task SettledAsync(TimeSpan? bound = null)
    {
        IReadOnlyList<string> before = [];
        var since = Clock.Now;
        await Eventually.HoldsAsync(async () =>
        {
            var leases = await LeasesAsync();
            var now = leases.Select(static lease => lease.Owner).ToList();
            var isShared = _workers.Where(static worker => worker.IsRunning).All(worker => leases.Any(lease => lease.IsOf(worker)));
            if (!isShared || now.Contains("") || !now.SequenceEqual(before)) (before, since) = (now, Clock.Now);
            return Clock.Between(since, Clock.Now) > Lease / 3;
        }, () => $"{_fault}: the partitions did not settle.\n{Describe()}", bound);
    }

    /// <summary>Waits until every cursor stands at the end of its stream.</summary>
    public Task UntilCaughtUpAsync() => Eventually.HoldsAsync(async () =>
    {
        var last = (await ReadStoredAsync()).GroupBy(static stored => stored.Partition)
            .ToDictionary(static partition => partition.Key, static partition => partition.Max(static stored => stored.Id));
        return (await LeasesAsync()).All(lease => !last.TryGetValue(lease.Partition, out var id) || lease.Cursor == id);
    }, Describe);

    /// <summary>Notes how long a partition stood still.</summary>
    public void Takeover(TimeSpan taken) => _takeovers.Add(taken);

    /// <summary>
    /// Judges the takeover of leases from an owner that vanished at a moment. Only a partition with something to do says when it went on;
    /// the caller has seen to it that all did. The slowest counts.
    /// </summary>
    public void TakenOver(IEnumerable<LeaseView> leases, WorkerProcess from, long moment)
    {
        var handlings = Handlings();
        var times = leases.Select(lease => (lease.Left, Taken: Clock.Between(moment, handlings.FirstAfter(lease.Partition, moment, from)!.Value))).ToList();
        Takeover(times.Max(static each => each.Taken));
        Within(times.Max(static each => each.Taken - each.Left), TimeSpan.FromSeconds(1), "takeover beyond what was left of the lease");
    }

    /// <summary>Notes how long partitions stood still because of the fault, and that it was within what is promised.</summary>
    public void Measured(TimeSpan taken, TimeSpan promised, string what)
    {
        _takeovers.Add(taken);
        Within(taken, promised, what);
    }

    /// <summary>A time is within what is promised, as far as this machine's load allows to judge.</summary>
    public static void Within(TimeSpan taken, TimeSpan promised, string what)
    {
        Say($"{what}: {taken.TotalMilliseconds:0} ms, promised {promised.TotalMilliseconds:0} ms");
        Assert.True(taken <= promised * ChaosSettings.TimeFactor,
            $"{what}: {taken.TotalMilliseconds:0} ms, promised {promised.TotalMilliseconds:0} ms (times {ChaosSettings.TimeFactor} for a loaded machine).");
    }

    /// <summary>What the server stores, as the checker wants it.</summary>
    public async Task<IReadOnlyList<Appended>> ReadStoredAsync()
    {
        var redis = await RedisAsync();
        List<Appended> stored = [];
        for (var partition = 0; partition < 16; partition++)
        {
            foreach (var entry in await redis.StreamRangeAsync(Keys.Stream(partition)))
                stored.Add(new Appended((string)entry["key"]!, (long)entry["n"], partition, EntryId.Parse((string)entry.Id!)));
        }

        return stored;
    }

    /// <summary>Stops all workers in good order and judges the run.</summary>
    public async Task<Report> StopAndCheckAsync(Allowances? allowances = null)
    {
        foreach (var worker in _workers.Where(static worker => worker.IsRunning))
        {
            // A signal that comes before the program listens to any ends it as signals do.
            await UntilJoinedAsync(worker);
            Assert.Equal(0, await worker.StopAsync());
        }

        return await CheckAsync(allowances);
    }

    /// <summary>Judges the run by what the server stores, or by <paramref name="stored"/>.</summary>
    public async Task<Report> CheckAsync(Allowances? allowances = null, IReadOnlyList<Appended>? stored = null)
    {
        var history = new History
        {
            Sends = [.. _producers.SelectMany(static producer => producer.Sends)],
            Stored = stored ?? await ReadStoredAsync(),
            Handlings = Handlings(),
        };
        var report = HistoryChecker.Check(history, allowances);
        Figures.Write(_fault, report, _takeovers);
        Assert.True(report.Violations.Count == 0, $"{_fault}, CHAOS_SEED={ChaosSettings.Seed}:\n{string.Join('\n', report.Violations.Take(20))}\n{Describe()}");
        Assert.True(report.Events > 0, "Nothing was stored.");
        _isChecked = true;
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isChecked && ChaosSettings.Keep is { } keep) Save(Path.Combine(keep, $"{_fault.Replace(' ', '-').Replace('/', '-')}-{ChaosSettings.Seed}"));
        foreach (var worker in _workers) await worker.DisposeAsync();
        foreach (var producer in _producers) await producer.DisposeAsync();
        foreach (var other in Enumerable.Reverse(_others)) await other.DisposeAsync();
        if (_client is not null) await _client.DisposeAsync();
        if (_ownsServer) await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ConnectionMultiplexer> ClientAsync()
        => _client ??= await ConnectionMultiplexer.ConnectAsync($"{Server.EndPoint},allowAdmin=true,abortConnect=false,asyncTimeout=15000,syncTimeout=15000");

    private string Describe() => string.Join('\n', _workers.Select(static worker =>
    {
        var lines = worker.Output.Split('\n');
        return $"--- worker {worker.Id}{(worker.IsRunning ? "" : " (ended)")}:\n{string.Join('\n', lines.TakeLast(40))}";
    }));

    private void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var worker in _workers) File.WriteAllText(Path.Combine(folder, $"{worker.Id}.out"), worker.Output);
        var handlings = Path.Combine(_folder, "handlings");
        if (!Directory.Exists(handlings)) return;
        foreach (var path in Directory.EnumerateFiles(handlings)) File.Copy(path, Path.Combine(folder, Path.GetFileName(path)), overwrite: true);
    }
}
