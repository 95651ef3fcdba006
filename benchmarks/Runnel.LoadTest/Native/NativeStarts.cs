using Runnel.LoadTest.Report;
using StackExchange.Redis;

namespace Runnel.LoadTest.Native;

/// <summary>Start-up, memory and size of the Orders sample, beside the least program that does the same without Runnel, started in turn.</summary>
internal static class NativeStarts
{
    public const string Sample = "Orders sample";
    public const string Minimal = "minimal client";

    private const string SampleKey = "runnel:{shop.orders.0}";
    private const string MinimalKey = "minimal:orders";

    /// <summary>Memory takes time to read; a few of the starts are enough.</summary>
    private const int MemoryReadings = 3;

    /// <summary>Whether a figure is one of those measured here.</summary>
    public static bool IsOne(string name) => name.EndsWith(Sample, StringComparison.Ordinal) || name.EndsWith(Minimal, StringComparison.Ordinal);

    public static async Task MeasureAsync(Server server, int starts, Figures figures)
    {
        Console.WriteLine("publishing native programs …");
        var sample = await NativeProgram.PublishAsync("samples/Orders");
        var minimal = await NativeProgram.PublishAsync("benchmarks/Runnel.LoadTest.Minimal");
        figures.Add($"size, {Sample}", sample.Megabytes);
        figures.Add($"size, {Minimal}", minimal.Megabytes);

        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        var environment = new Dictionary<string, string> { ["RUNNEL_REDIS_URL"] = server.Url };
        for (var start = 0; start < starts; start++)
        {
            var measureMemory = start < MemoryReadings;
            await AddOrderAsync(database, SampleKey);
            await MeasureAsync(sample, ["worker"], environment, Sample, measureMemory, figures);

            // It has no position of its own, so each start finds one order.
            await database.KeyDeleteAsync(MinimalKey);
            await AddOrderAsync(database, MinimalKey);
            await MeasureAsync(minimal, [server.Configuration, MinimalKey], environment, Minimal, measureMemory, figures);
        }
    }

    private static async Task MeasureAsync(
        NativeProgram program, string[] arguments, Dictionary<string, string> environment, string name, bool measureMemory, Figures figures)
    {
        var (milliseconds, mebibytes) = await program.StartAsync(arguments, environment, measureMemory);
        figures.Add($"start to first event, {name}", milliseconds);
        if (measureMemory) figures.Add($"idle memory, {name}", mebibytes);
    }

    private static Task<RedisValue> AddOrderAsync(IDatabase database, string key)
        => database.StreamAddAsync(key, "data", """{"order_id":1,"created_at":"2020-07-21T22:09:37Z","amount":99}""");
}
