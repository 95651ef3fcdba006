using System.Diagnostics;
using StackExchange.Redis;

namespace Runnel.LoadTest.Limits;

/// <summary>The limit of consuming: a StackExchange.Redis loop of XREAD over all partitions that keeps its positions to itself. Nothing is committed.</summary>
internal static class HandWrittenRead
{
    private const int CountPerStream = 100;

    /// <summary>Events per second.</summary>
    public static async Task<double> MeasureAsync(Server server, int events)
    {
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        var positions = Enumerable.Range(0, Server.Partitions).Select(partition => new StreamPosition(Server.KeyOf(partition), "0")).ToArray();
        var sum = 0L;
        var started = Stopwatch.GetTimestamp();
        for (var seen = 0; seen < events;)
        {
            var streams = await database.StreamReadAsync(positions, CountPerStream);
            if (streams.Length == 0) throw new InvalidOperationException($"Only {seen} of {events} events are there.");
            foreach (var stream in streams)
            {
                foreach (var entry in stream.Entries) sum += Reading.From(entry).Number;
                seen += stream.Entries.Length;
                positions[Server.PartitionOf(stream.Key!)] = new StreamPosition(stream.Key, stream.Entries[^1].Id);
            }
        }

        var rate = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        Reading.Check(sum, events);
        return rate;
    }
}
