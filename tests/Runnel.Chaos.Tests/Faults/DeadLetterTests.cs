using Runnel.Chaos.Tests.Harness;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>The dead-letter stream refuses: the partition waits, uncommitted, and goes on when it can be written again.</summary>
public sealed class DeadLetterTests
{
    [Theory]
    [InlineData("WRONGTYPE")]
    [InlineData("OOM")]
    [InlineData("away")]
    public async Task No_event_is_lost_and_the_partition_goes_on_later(string how)
    {
        await using var scenario = await Scenario.StartAsync($"the dead-letter stream refuses: {how}", "lettered", "--appendonly", "yes",
            "--appendfsync", "always");
        var producer = await scenario.StartProducerAsync();
        var redis = await scenario.RedisAsync();
        var poisoned = producer.Keys(1, "poison", 2, 7);
        var others = producer.Keys(1, "good").Where(key => producer.Stream.PartitionOf(new Step(key, 0)) is not (2 or 7)).ToList();
        if (how == "WRONGTYPE") await redis.StringSetAsync(Keys.DeadLetters, "in the way");
        foreach (var key in poisoned)
        {
            await producer.SendAsync(key, deed: Deeds.Throw);
            await producer.SendAsync(key);
        }

        await producer.SendAsync(others, 5);
        if (how == "OOM") await redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        var worker = await scenario.StartWorkerAsync();
        await scenario.UntilAsync(static all => all.Any(static handling => handling.How == HandlingEnd.Failed), "the poisonous events");
        if (how == "away") await scenario.Server.KillAsync();
        else await scenario.UntilAllHandledAsync(sent => others.Contains(sent.Key));
        await Scenario.PassAsync(TimeSpan.FromSeconds(1));

        // The event behind the poisonous one has not come by.
        if (how != "away") Assert.DoesNotContain(scenario.Handlings(), handling => poisoned.Contains(handling.Key) && handling.N == 2);
        if (how == "WRONGTYPE") await redis.KeyDeleteAsync(Keys.DeadLetters);
        else if (how == "OOM") await redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        else await scenario.Server.StartAgainAsync();

        await scenario.UntilAllHandledAsync(sent => !(poisoned.Contains(sent.Key) && sent.N == 1));
        Assert.True(worker.IsRunning, worker.Output);
        await scenario.StopAndCheckAsync(new Allowances { Settled = Allowances.DoneOrFailed });
        var letters = await redis.StreamRangeAsync(Keys.DeadLetters);
        Assert.Equal(how == "away" ? Math.Max(2, letters.Length) : 2, letters.Length);
    }
}
