using System.Text;
using System.Text.Json;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>The app with dead letters on a server of its own, run as a program, and a broker to look behind it.</summary>
public abstract class DepotTest : IAsyncLifetime
{
    private protected static readonly PartitionId Sink = new("dead.parcels", 0);

    private protected DepotProgram Program { get; } = new();

    private protected DepotProgram Worker { get; } = new();

    private protected RedisServer Server { get; private set; } = null!;

    private protected RedisBroker Broker { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Server = await RedisServer.StartAsync();
        Program.Environment["RUNNEL_REDIS_URL"] = Server.Url;
        Worker.Environment["RUNNEL_REDIS_URL"] = Server.Url;
        Broker = await Brokers.ConnectAsync(Server.Url, "depot");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Program.Dispose();
        Worker.Dispose();
        await Broker.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>Sends parcels 1 to count; a worker refuses some of them. Ends when all are settled, and leaves the worker running.</summary>
    private protected async Task<Task<int>> RefuseAsync(int count, Func<Parcel, Exception?> refuses)
    {
        Worker.Script.Refuses = refuses;
        await SendAsync("parcels", Enumerable.Range(1, count).Select(static id => $$"""{"id": {{id}}, "to": "town {{id}}"}"""));
        var running = Worker.RunAsync("worker");
        var dead = Enumerable.Range(1, count).Count(id => refuses(new Parcel(id, $"town {id}")) is not null);
        await Eventually.HoldsAsync(
            async () => Worker.Script.Delivered.Count == count - dead && Worker.Script.Buried.Count == dead && (await Broker.InspectAsync(Sink, Cancellation)).Added == dead, () => Worker.Logs.ToString());
        return running;
    }

    private protected async Task SendAsync(string stream, IEnumerable<string> lines)
    {
        var file = Program.Write("events.jsonl", string.Join('\n', lines));
        Assert.True(await Program.RunAsync("sendmany", stream, file) == 0, Program.Error);
    }

    private protected async Task StopAsync(Task<int> running)
    {
        Worker.Signals!.Receive("SIGTERM", 15);
        Assert.Equal(0, await running);
    }

    private protected async Task<IReadOnlyList<StreamEntry>> StoredAsync(string stream, int partition)
    {
        var reply = await Broker.ReadAsync([new ReadRequest(new PartitionId(stream, partition), default, 100_000)], Cancellation);
        return reply.Partitions.Count == 0 ? [] : reply.Partitions[0].Entries;
    }

    private protected async Task<List<StreamEntry>> StoredAsync(string stream)
    {
        var stored = new List<StreamEntry>();
        for (var partition = 0; partition < 4; partition++) stored.AddRange(await StoredAsync(stream, partition));
        return stored;
    }

    private protected async Task<IReadOnlyList<string>> LettersAsync() => [.. (await StoredAsync(Sink.Stream, 0)).Select(static entry => $"{entry.Id}")];

    private protected async Task<JsonElement> JsonAsync(params string[] args)
    {
        Assert.True(await Program.RunAsync([.. args, "--json"]) == 0, Program.Error);
        return JsonDocument.Parse(Program.Output).RootElement;
    }

    private protected static string Text(RawFields fields)
        => string.Join(' ', fields.Select(static field => $"{Encoding.UTF8.GetString(field.Key.Span)}={Encoding.UTF8.GetString(field.Value.Span)}"));

    private protected static RawFields Fields(params string[] namesAndValues)
        => new([.. namesAndValues.Select(static part => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(part))]);

    /// <summary>Appends as another program does.</summary>
    private protected async Task<EntryId> AddAsync(PartitionId partition, RawFields fields)
        => (await Broker.AppendAsync(
            partition, new AppendBatch(Guid.NewGuid().ToString("N"), 1, [new AppendEntry(fields)], 0, TimeSpan.FromMinutes(1)), Cancellation)).First;
}
