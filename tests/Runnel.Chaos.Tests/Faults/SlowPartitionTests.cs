using System.Globalization;
using Runnel.Chaos.Tests.Harness;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>One partition is a hundred times slower than the others, and events pile up in it.</summary>
public sealed class SlowPartitionTests
{
    private const int Slow = 4;

    [Fact]
    public async Task The_others_keep_their_speed_and_memory_stays_bounded()
    {
        await using var scenario = await Scenario.StartAsync("one slow partition");
        scenario.Environment["CHAOS_WORK_MICROSECONDS"] = "3000";
        var producer = await scenario.StartProducerAsync();
        var fast = producer.Keys(1).Where(key => producer.Stream.PartitionOf(new Step(key, 0)) != Slow).ToList();
        var slow = producer.Keys(20, "slow", Slow);
        var worker = await scenario.StartWorkerAsync();
        await TimeAsync(scenario, producer, fast);

        var alone = await TimeAsync(scenario, producer, fast);
        await producer.SendAsync(slow, 100 * ChaosSettings.Scale, workMicroseconds: 300_000);
        var before = ResidentMegabytes(worker);
        var together = await TimeAsync(scenario, producer, fast);
        var grown = ResidentMegabytes(worker) - before;

        Scenario.Say($"alone {alone.TotalMilliseconds:0} ms, beside the slow one {together.TotalMilliseconds:0} ms, memory {before} + {grown} MiB");
        Assert.True(together <= alone / 0.95 * ChaosSettings.TimeFactor, $"alone {alone}, beside the slow one {together}");
        Assert.True(grown < 64, $"The worker grew by {grown} MiB.");
        await worker.KillAsync();
        await scenario.CheckAsync(new() { Unhandled = static stored => stored.Partition == Slow });
    }

    private static async Task<TimeSpan> TimeAsync(Scenario scenario, Producer producer, List<string> keys)
    {
        // From the first begin to the last end: sending is not what is measured.
        var began = Clock.Now;
        await producer.SendAsync(keys, 150);
        await scenario.UntilAllHandledAsync(sent => !sent.Key.StartsWith("slow", StringComparison.Ordinal));
        var handlings = scenario.Handlings().Where(handling => handling.Begin > began && handling.Partition != Slow).ToList();
        return Clock.Between(handlings.Min(static handling => handling.Begin), handlings.Max(static handling => handling.End));
    }

    private static int ResidentMegabytes(WorkerProcess worker)
    {
        var line = File.ReadLines($"/proc/{worker.Id}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
