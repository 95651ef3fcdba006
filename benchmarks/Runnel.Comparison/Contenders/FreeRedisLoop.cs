using System.Globalization;
using FreeRedis;
using Runnel.LoadTest;

namespace Runnel.Comparison.Contenders;

/// <summary>
/// A blocking consumer group of FreeRedis: one reader per stream, each in XREADGROUP BLOCK on a connection of the pool, with the same care for
/// order and for what was left pending as the loop by hand.
/// </summary>
internal sealed class FreeRedisLoop(RedisClient client, bool acknowledgesEach) : ILoop
{
    private const int Count = 100;
    private const int BlockMilliseconds = 500;
    private const string Consumer = "reader";
    private readonly string _group = acknowledgesEach ? "free-each" : "free-batch";

    /// <summary>Reads block, so each has a thread of its own.</summary>
    public Task RunAsync(Action<Reading> handle, CancellationToken cancellationToken)
        => Task.WhenAll(Enumerable.Range(0, Server.Partitions).Select(partition => Task.Factory.StartNew(
            () => Read(Server.KeyOf(partition), handle, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    /// <summary>The pool must hold a connection for each reader, and some for what else is asked.</summary>
    public static RedisClient Connect(Server server)
        => new(new ConnectionStringBuilder { Host = $"{server.Host}:{server.Port}", MaxPoolSize = 2 * Server.Partitions, MinPoolSize = 1 });

    private void Read(string stream, Action<Reading> handle, CancellationToken cancellationToken)
    {
        CreateGroup(stream);

        // From 0: what this consumer was given and did not acknowledge. From > on: what is new.
        var position = "0";
        while (!cancellationToken.IsCancellationRequested)
        {
            var results = client.XReadGroup(_group, Consumer, Count, BlockMilliseconds, false, stream, position);
            var entries = results is { Length: > 0 } ? results[0].entries : [];
            if (entries.Length > 0) Handle(stream, entries, handle);
            else position = ">";
        }
    }

    private void Handle(string stream, StreamsEntry[] entries, Action<Reading> handle)
    {
        foreach (var entry in entries)
        {
            if (entry.fieldValues is { Length: > 0 } fields) handle(Decode(fields));
            if (acknowledgesEach) client.XAck(stream, _group, entry.id);
        }

        if (!acknowledgesEach) client.XAck(stream, _group, Array.ConvertAll(entries, entry => entry.id));
    }

    private static Reading Decode(object[] fields)
    {
        var (sensor, number, sent) = (0, 0L, 0L);
        for (var index = 0; index < fields.Length; index += 2)
        {
            var value = (string)fields[index + 1];
            switch ((string)fields[index])
            {
                case "sensor": sensor = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "number": number = long.Parse(value, CultureInfo.InvariantCulture); break;
                case "sent": sent = long.Parse(value, CultureInfo.InvariantCulture); break;
            }
        }

        return new Reading(sensor, number, sent);
    }

    private void CreateGroup(string stream)
    {
        try
        {
            client.XGroupCreate(stream, _group, "0", true);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // An earlier run made it.
        }
    }
}
