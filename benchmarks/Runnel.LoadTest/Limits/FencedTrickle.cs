using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Runnel.LoadTest.Limits;

/// <summary>
/// What Runnel asks of the server for one event, without Runnel around it: the append script, which tells a repeated batch from a new one, and
/// one XREAD that waits for all partitions. The time from before the one to the answer of the other.
/// </summary>
internal sealed class FencedTrickle
{
    public const string OfRawSockets = "append script, raw sockets";

    public const string OfClient = "append script, StackExchange.Redis";

    public const string OfBlockedWait = "append script, StackExchange.Redis sends, a blocked socket waits";

    /// <summary>Milliseconds for which the script keeps its answer: as Runnel has it, a day.</summary>
    private const string Kept = "86400000";

    private readonly string _hash;
    private readonly string[] _last = new string[Server.Partitions];
    private int _sequence;

    private FencedTrickle(string hash)
    {
        _hash = hash;
        Array.Fill(_last, "0-0");
    }

    /// <summary>Milliseconds, one per event, of two sockets.</summary>
    public static async Task<IReadOnlyList<double>> MeasureRawAsync(Server server, int events, TimeSpan interval)
    {
        var trickle = await PrepareAsync(server);
        using var adder = await server.OpenAsync();
        using var reader = await server.OpenAsync();
        var latencies = new List<double>(events);
        var reply = new byte[4096];
        for (var number = 0; number < events; number++)
        {
            var partition = number % Server.Partitions;
            var add = RawPipeline.Encode(trickle.Add(partition));
            await reader.SendAsync(RawPipeline.Encode(trickle.Read()));
            await Task.Delay(interval);
            var started = Stopwatch.GetTimestamp();
            await adder.SendAsync(add);
            if (await reader.ReceiveAsync(reply) == 0) throw Closed();
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            var length = await adder.ReceiveAsync(reply);
            if (length == 0) throw Closed();
            trickle.Take(partition, Encoding.ASCII.GetString(reply, 0, length));
        }

        return latencies;
    }

    /// <summary>The same of two connections of the client.</summary>
    public static async Task<IReadOnlyList<double>> MeasureClientAsync(Server server, int events, TimeSpan interval)
    {
        var trickle = await PrepareAsync(server);
        await using var adding = await server.ConnectAsync();
        await using var reading = await server.ConnectAsync();
        var (adder, reader) = (adding.GetDatabase(), reading.GetDatabase());
        var latencies = new List<double>(events);
        for (var number = 0; number < Pace.WarmUp + events; number++)
        {
            var partition = number % Server.Partitions;
            object[] add = trickle.Add(partition)[1..];
            object[] read = trickle.Read()[1..];
            var waiting = reader.ExecuteAsync("XREAD", read);
            await Task.Delay(number < Pace.WarmUp ? Pace.WarmUpInterval : interval);
            var started = Stopwatch.GetTimestamp();
            var added = adder.ExecuteAsync("EVALSHA", add);
            await waiting;
            if (number >= Pace.WarmUp) latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            trickle.Take(partition, (string?)await added ?? "");
        }

        return latencies;
    }

    /// <summary>The client adds, and a thread blocked in a socket of its own waits: what is left where no reply to a wait wakes more than one thread.</summary>
    public static async Task<IReadOnlyList<double>> MeasureBlockedAsync(Server server, int events, TimeSpan interval)
    {
        var trickle = await PrepareAsync(server);
        await using var adding = await server.ConnectAsync();
        var adder = adding.GetDatabase();
        using var reader = new BlockedWait(await server.OpenAsync());
        var latencies = new List<double>(events);
        for (var number = 0; number < Pace.WarmUp + events; number++)
        {
            var partition = number % Server.Partitions;
            object[] add = trickle.Add(partition)[1..];
            var waiting = reader.SendAsync(RawPipeline.Encode(trickle.Read()));
            await Task.Delay(number < Pace.WarmUp ? Pace.WarmUpInterval : interval);
            var started = Stopwatch.GetTimestamp();
            var added = adder.ExecuteAsync("EVALSHA", add);
            var arrived = await waiting;
            if (number >= Pace.WarmUp) latencies.Add(Stopwatch.GetElapsedTime(started, arrived).TotalMilliseconds);
            trickle.Take(partition, (string?)await added ?? "");
        }

        return latencies;
    }

    private static async Task<FencedTrickle> PrepareAsync(Server server)
    {
        await server.FlushAsync();
        return new FencedTrickle(await RunnelScript.LoadAsync(server, "append"));
    }

    private string[] Add(int partition) =>
    [
        "EVALSHA", _hash, "2", FencedScripts.Stream(partition), $"{FencedScripts.Stream(partition)}:producer", "", (++_sequence).ToString(CultureInfo.InvariantCulture), Kept, "0", "1", "*", "6",
        "sensor", "1", "number", "1", "sent", "0",
    ];

    private string[] Read()
        => ["XREAD", "COUNT", "8", "BLOCK", "5000", "STREAMS", .. Enumerable.Range(0, Server.Partitions).Select(FencedScripts.Stream), .. _last];

    /// <summary>Reads go on after the event whose append was answered so.</summary>
    private void Take(int partition, string answer)
    {
        var words = answer.Split(' ');
        if (words.Length < 3 || words[1] != "APPENDED") throw new InvalidOperationException($"The append script answered: {answer}");
        _last[partition] = words[2];
    }

    private static IOException Closed() => new("The server closed the connection.");
}
