using Runnel.LoadTest;
using Runnel.Scaling.Series;
using StackExchange.Redis;

namespace Runnel.Scaling.Measuring;

/// <summary>Fills the stream before a measurement, on the server itself, and puts processors back to its start.</summary>
internal sealed class Filling(Server server, IConnectionMultiplexer connection)
{
    private const int EntriesPerCall = 5_000;
    private const long BytesPerCall = 16_000_000;

    private const string Script = """
        local payload = string.rep('x', tonumber(ARGV[4]))
        for i = 0, ARGV[3] - 1 do
          local number = ARGV[1] + i * ARGV[2]
          redis.call('XADD', KEYS[1], '*', 'key', string.format('%d', number % 10000), 'number', string.format('%d', number), 'payload', payload)
        end
        """;

    private readonly IDatabase _database = connection.GetDatabase();
    private (int Partitions, int PayloadBytes, int Backlog)? _filled;

    /// <summary>Makes the stream hold what the point asks for, unread.</summary>
    public async Task PrepareAsync(Point point, int events)
    {
        var asked = (point.Partitions, point.PayloadBytes, Backlog: point.Backlog ?? (point.Mode.Sends ? 0 : events));
        if (_filled == asked)
        {
            await ResetAsync(point);
            return;
        }

        _filled = null;
        await server.FlushAsync();
        for (var partition = 0; partition < asked.Partitions; partition++) await FillAsync(partition, asked);
        if (!point.Mode.Sends) _filled = asked;
    }

    private async Task FillAsync(int partition, (int Partitions, int PayloadBytes, int Backlog) asked)
    {
        var atOnce = (int)Math.Clamp(BytesPerCall / (asked.PayloadBytes + 100), 1, EntriesPerCall);
        var count = (asked.Backlog - partition + asked.Partitions - 1) / asked.Partitions;
        for (var done = 0; done < count; done += atOnce)
        {
            await _database.ScriptEvaluateAsync(
                Script, [Stream(partition)],
                [partition + ((long)done * asked.Partitions), asked.Partitions, Math.Min(atOnce, count - done), asked.PayloadBytes]);
        }
    }

    /// <summary>Forgets what the processor did with the same events before.</summary>
    private async Task ResetAsync(Point point)
    {
        var processor = point.Mode.Processor;
        var tasks = new List<Task> { _database.KeyDeleteAsync($"runnel:{{scaling.samples:{processor}}}:members") };
        for (var partition = 0; partition < point.Partitions; partition++)
        {
            tasks.Add(_database.StreamDeleteConsumerGroupAsync(Stream(partition), processor));
            tasks.Add(_database.KeyDeleteAsync($"{Stream(partition)}:{processor}"));
        }

        await Task.WhenAll(tasks);
    }

    private static string Stream(int partition) => $"runnel:{{scaling.samples.{partition}}}";
}
