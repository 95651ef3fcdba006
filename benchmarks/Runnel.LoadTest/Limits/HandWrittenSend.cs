using Runnel.LoadTest.Runs;
using StackExchange.Redis;

namespace Runnel.LoadTest.Limits;

/// <summary>What awaited sends are held against: StackExchange.Redis' StreamAddAsync. A send whose reply got lost is lost, or comes twice if it is tried again.</summary>
internal static class HandWrittenSend
{
    public static async Task<AwaitedRun> MeasureAsync(Server server, int callers, int events)
    {
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        RedisKey[] streams = [.. Enumerable.Range(0, Server.Partitions).Select(static partition => (RedisKey)$"raw:{partition}")];
        return await AwaitedRun.MeasureAsync(callers, events, number =>
        {
            var sensor = number % Reading.Sensors;
            return database.StreamAddAsync(
                streams[sensor % Server.Partitions], [new("sensor", sensor), new("number", number), new("sent", 0)],
                maxLength: 1_000_000, useApproximateMaxLength: true);
        });
    }
}
