using System.Text;
using StackExchange.Redis;

namespace Runnel.LoadTest.Limits;

/// <summary>
/// The limit of committing each event before the next: Runnel's own commit script, one call per event, all partitions in turn, written to
/// one socket without waiting. Nothing is read, and no call waits for the one before.
/// </summary>
internal static class FencedScripts
{
    public const string Name = "limit: fenced script per event, raw socket";

    private const string Group = "fenced";

    /// <summary>Of an array with one bulk string.</summary>
    private const int LinesPerReply = 3;

    /// <summary>Events per second.</summary>
    public static async Task<double> MeasureAsync(Server server, int events)
    {
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        for (var partition = 0; partition < Server.Partitions; partition++) await PrepareAsync(database, partition);
        var hash = await RunnelScript.LoadAsync(server, "commit");

        var rate = await RawPipeline.MeasureAsync(server, Encode(hash, events), events, LinesPerReply);

        // Each script moved its cursor, or the last one of its partition could not have.
        for (var partition = 0; partition < Server.Partitions; partition++)
        {
            var cursor = (string?)await database.HashGetAsync(State(partition), "cursor");
            var expected = Id(((events - 1 - partition) / Server.Partitions) + (partition < events ? 1 : 0));
            if (cursor != expected) throw new InvalidOperationException($"The cursor of partition {partition} is {cursor}, not {expected}.");
            await database.KeyDeleteAsync([Stream(partition), State(partition)]);
        }

        return rate;
    }

    private static async Task PrepareAsync(IDatabase database, int partition)
    {
        await database.KeyDeleteAsync([Stream(partition), State(partition)]);
        await database.StreamAddAsync(Stream(partition), "sensor", "1", messageId: "999999999-0");
        await database.StreamCreateConsumerGroupAsync(Stream(partition), Group, "0-0");
        await database.HashSetAsync(State(partition), [new("owner", "limit"), new("epoch", "1"), new("cursor", Id(0)), new("position", "0")]);
    }

    private static ReadOnlyMemory<byte> Encode(string hash, int events)
    {
        var commands = new MemoryStream();
        using (var writer = new StreamWriter(commands, Encoding.ASCII, leaveOpen: true))
        {
            for (var number = 0; number < events; number++)
            {
                var (round, partition) = Math.DivRem(number, Server.Partitions);
                RawPipeline.Encode(
                    writer, "EVALSHA", hash, "2", Stream(partition), State(partition), Group, "limit", "1", Id(round), Id(round + 1), "1", "0");
            }
        }

        return commands.GetBuffer().AsMemory(0, (int)commands.Length);
    }

    /// <summary>A stream of the limits, which is no app's.</summary>
    public static string Stream(int partition) => $"{{limit.{partition}}}";

    private static string State(int partition) => $"{{limit.{partition}}}:state";

    private static string Id(int number) => $"{number}-0";
}
