using System.Diagnostics;
using StackExchange.Redis;

namespace Runnel.LoadTest.Limits;

/// <summary>What people write by hand: a consumer group with XREADGROUP and one XACK per stream and reply. It keeps no order when a second consumer joins.</summary>
internal static class HandWrittenGroup
{
    private const int CountPerStream = 100;

    /// <summary>Events per second.</summary>
    public static async Task<double> MeasureAsync(Server server, int events)
    {
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        for (var partition = 0; partition < Server.Partitions; partition++)
            await database.StreamCreateConsumerGroupAsync(Server.KeyOf(partition), "by-hand", "0");

        var positions = Enumerable.Range(0, Server.Partitions).Select(partition => new StreamPosition(Server.KeyOf(partition), ">")).ToArray();
        var sum = 0L;
        var started = Stopwatch.GetTimestamp();
        for (var seen = 0; seen < events;)
        {
            var streams = await database.StreamReadGroupAsync(positions, "by-hand", "consumer", CountPerStream);
            if (streams.Length == 0) throw new InvalidOperationException($"Only {seen} of {events} events are there.");
            var acknowledged = new List<Task>(streams.Length);
            foreach (var stream in streams)
            {
                foreach (var entry in stream.Entries) sum += Reading.From(entry).Number;
                seen += stream.Entries.Length;
                acknowledged.Add(database.StreamAcknowledgeAsync(stream.Key, "by-hand", Array.ConvertAll(stream.Entries, entry => entry.Id)));
            }

            await Task.WhenAll(acknowledged);
        }

        var rate = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        Reading.Check(sum, events);
        return rate;
    }
}
