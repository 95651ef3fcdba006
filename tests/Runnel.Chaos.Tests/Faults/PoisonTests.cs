using Runnel.Chaos.Tests.Harness;
using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Faults;

/// <summary>Events that throw, hang or kill their process: the policy applies, and other partitions do not notice.</summary>
public sealed class PoisonTests
{
    private const int Poisoned = 9;

    [Theory]
    [InlineData(Deeds.Throw, "call")]
    [InlineData(Deeds.Throw, "loop")]
    [InlineData(Deeds.Hang, "call")]
    [InlineData(Deeds.Hang, "loop")]
    public async Task The_partition_is_quarantined_after_its_retries_and_all_others_go_on(string deed, string processor)
    {
        await using var scenario = await Scenario.StartAsync($"poison: {deed}", processor);
        scenario.Environment["RUNNEL_DEFAULT_EXCEPTION_POLICY"] = "quarantine";
        scenario.Environment["RUNNEL_DEFAULT_RETRIES"] = "2";
        scenario.Environment["RUNNEL_DEFAULT_DELIVERY_TIMEOUT_SECONDS"] = "0.5";
        var producer = await scenario.StartProducerAsync();
        var poison = await PoisonAsync(producer, deed);
        var worker = await scenario.StartWorkerAsync();
        await scenario.UntilAsync(_ => worker.Count(1403) > 0, "the quarantine");
        await producer.SendAsync(Others(producer), 10);
        await scenario.UntilAllHandledAsync(sent => sent.Key != poison);
        Assert.Equal(3, scenario.Handlings().Count(handling => handling.Key == poison && handling.N == 2));

        // The mark outlives the worker; an operator lifts it, past the event.
        Assert.Equal(0, await worker.StopAsync());
        var next = await scenario.StartWorkerAsync();
        await scenario.UntilAsync(_ => next.Count(1304) > 0, "the mark to be found");
        await scenario.RunCommandAsync("processor", "resume", processor, "--skip");
        await scenario.UntilAllHandledAsync(sent => sent.Key != poison || sent.N != 2);
        await scenario.StopAndCheckAsync(new Allowances
        {
            Settled = handling => handling.How == HandlingEnd.Done || (handling.Key == poison && handling.N == 2),
            Unhandled = stored => stored.Key == poison && stored.N == 2,
        });
    }

    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    public async Task An_event_that_kills_its_process_is_counted_across_processes(string processor)
    {
        await using var scenario = await Scenario.StartAsync("poison: kill", processor);
        scenario.Environment["RUNNEL_DEFAULT_EXCEPTION_POLICY"] = "quarantine";
        scenario.Environment["RUNNEL_DEFAULT_LOCK_EXPIRY_SECONDS"] = "0.7";
        scenario.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var producer = await scenario.StartProducerAsync();
        var worker = await scenario.StartWorkerAsync();
        await producer.SendAsync(Others(producer), 10);
        await scenario.UntilAllHandledAsync();
        var poison = await PoisonAsync(producer, Deeds.Kill);

        (worker, var deaths) = await StartUntilQuarantinedAsync(scenario, worker);

        await producer.SendAsync(Others(producer), 10);
        Assert.Equal(3, deaths);
        await scenario.UntilAllHandledAsync(sent => sent.Key != poison || sent.N < 2);
        Assert.Equal(3, scenario.Handlings().Count(handling => handling.Key == poison && handling.N == 2));
        await scenario.StopAndCheckAsync(new Allowances { Unhandled = stored => stored.Key == poison && stored.N >= 2 });
    }

    [Theory]
    [InlineData("call")]
    [InlineData("loop")]
    public async Task An_event_that_kills_its_process_condemns_no_other_that_was_in_hand_then(string processor)
    {
        await using var scenario = await Scenario.StartAsync("poison: kill, all at work", processor);
        scenario.Environment["RUNNEL_DEFAULT_EXCEPTION_POLICY"] = "quarantine";
        scenario.Environment["RUNNEL_DEFAULT_LOCK_EXPIRY_SECONDS"] = "0.7";
        scenario.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var producer = await scenario.StartProducerAsync();
        var poison = producer.Keys(1, "poison", Poisoned)[0];
        await producer.SendAsync(poison, deed: Deeds.Kill);

        // Each takes longer than the process lives, so that none makes progress beside the poison.
        await producer.SendAsync(Others(producer), 2, workMicroseconds: 300_000);
        var worker = await scenario.StartWorkerAsync();
        (worker, var deaths) = await StartUntilQuarantinedAsync(scenario, worker);

        await scenario.UntilAllHandledAsync(sent => sent.Key != poison);
        Assert.Equal(3, deaths);
        Assert.Equal(1, worker.Count(1403));
        await scenario.StopAndCheckAsync(new Allowances { Unhandled = stored => stored.Key == poison });
    }

    /// <summary>Starts a worker after each death, until one quarantines the poison; that one, and how many died.</summary>
    private static async Task<(WorkerProcess Worker, int Deaths)> StartUntilQuarantinedAsync(Scenario scenario, WorkerProcess worker)
    {
        for (var deaths = 0; ; deaths++)
        {
            var present = worker;
            await scenario.UntilAsync(_ => present.Count(1403) > 0 || !present.IsRunning, "the quarantine, or another death");
            if (worker.IsRunning) return (worker, deaths);
            worker = await scenario.StartWorkerAsync();
        }
    }

    private static List<string> Others(Producer producer)
        => [.. producer.Keys(1).Where(key => producer.Stream.PartitionOf(new Step(key, 0)) != Poisoned)];

    /// <summary>A good event, the poisonous one, and one behind it.</summary>
    private static async Task<string> PoisonAsync(Producer producer, string deed)
    {
        var key = producer.Keys(1, "poison", Poisoned)[0];
        await producer.SendAsync(key);
        await producer.SendAsync(key, deed: deed);
        await producer.SendAsync(key);
        return key;
    }
}
