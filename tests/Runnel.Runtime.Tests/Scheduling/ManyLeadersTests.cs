using System.Collections.Concurrent;
using Runnel.Brokers.Memory;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

/// <summary>Several workers on one broker, whose leader changes at random. What must hold holds in whichever order they get to run.</summary>
public sealed class ManyLeadersTests
{
    private readonly SteppingClock _clock = new(SchedulerHarness.Start);
    private readonly MemoryServer _server;
    private readonly ConcurrentQueue<DateTimeOffset> _ran = new();
    private readonly List<Worker> _workers = [];

    public ManyLeadersTests() => _server = new MemoryServer(_clock);

    [Theory]
    [InlineData(1, Misfire.Skip)]
    [InlineData(2, Misfire.Skip)]
    [InlineData(3, Misfire.Skip)]
    [InlineData(4, Misfire.RunOnce)]
    [InlineData(5, Misfire.RunOnce)]
    [InlineData(6, Misfire.RunOnce)]
    public async Task Whatever_becomes_of_leaders_no_tick_runs_twice(int seed, Misfire misfire)
    {
#pragma warning disable CA5394 // Faults need a seed, not secrecy.
        var random = new Random(seed);
        try
        {
            for (var i = 0; i < 3; i++) Add(misfire, new FaultRates { DropReply = 0.2, DropCall = 0.1, Repeat = 0.2, Delay = 0 }, random.Next());
            for (var second = 0; second < 1200; second++)
            {
                var worker = _workers[^(1 + random.Next(3))];
                switch (random.Next(40))
                {
                    case 0:
                        worker.Harness.Memory.CutOff();
                        break;
                    case 1:
                        foreach (var each in _workers) each.Harness.Memory.Restore();
                        break;
                    case 2:
                        worker.Harness.Stop();
                        Add(misfire, new FaultRates { DropReply = 0.2, DropCall = 0.1, Repeat = 0.2, Delay = 0 }, random.Next());
                        break;
                    case 3:
                        // Everybody was frozen.
                        _clock.Advance(TimeSpan.FromSeconds(random.Next(10, 130)));
                        break;
                    case 4:
                        _clock.WallClockOffset = TimeSpan.FromSeconds(random.Next(-90, 90));
                        break;
                }

                await StepAsync(TimeSpan.FromSeconds(1));
            }

            // Then all is well, and someone leads on.
            foreach (var worker in _workers)
            {
                worker.Harness.Memory.Restore();
                worker.Faults.IsFaulty = false;
            }

            await RunsAsync(_ran.Count + 3);
        }
        finally
        {
            foreach (var worker in _workers) await worker.Harness.DisposeAsync();
        }
#pragma warning restore CA5394

        var twice = _ran.GroupBy(tick => tick).Where(runs => runs.Count() > 1).Select(runs => $"{runs.Key:O}").ToList();
        Assert.True(twice.Count == 0, $"seed {seed}: {string.Join(", ", twice)} of {_ran.Count} runs");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Where_only_answers_are_lost_each_claimed_tick_runs_exactly_once(int seed)
    {
        try
        {
            // The server hears every renewal, so the term goes on, though its leader thinks now and then that it was lost; but never for so
            // long that the next tick is due, which would make up for the one that was claimed.
            var rates = new FaultRates { DropReply = 0.6, LongestSilence = 6, DropCall = 0, Repeat = 0.2, Delay = 0 };
            for (var i = 0; i < 2; i++) Add(Misfire.RunOnce, rates, seed + i);
            await RunsAsync(25, SettledAsync);
            foreach (var worker in _workers) worker.Faults.IsFaulty = false;
            await RunsAsync(_ran.Count + 3, SettledAsync);
        }
        finally
        {
            // All at once: who is disposed of moves the clock, and the other would take over.
            foreach (var worker in _workers) worker.Harness.Stop();
            foreach (var worker in _workers) await worker.Harness.DisposeAsync();
        }

        var ran = _ran.Order().ToList();
        var claimed = _workers.SelectMany(worker => worker.Carried.Granted.Keys).Order().ToList();
        // The last one may have been claimed just when the workers stopped.
        Assert.True(claimed.Except(ran).All(tick => tick > ran[^1]), $"seed {seed}: {string.Join(", ", claimed.Except(ran))} of {claimed.Count}");
        Assert.Equal(ran.Distinct(), ran);
    }

    private void Add(Misfire misfire, FaultRates rates, int seed)
    {
        var harness = new SchedulerHarness(clock: _clock, server: _server);
        var carried = new ClaimRecorder(harness.Memory);
        var faults = new FaultyBroker(carried, seed, rates);
        var answered = new ClaimRecorder(faults);
        harness.Broker = answered;
        Task RunAsync(CancellationToken token)
        {
            // The run of the tick that was claimed last: the next one is claimed when this one has ended.
            _ran.Enqueue(answered.Last);
            return Task.CompletedTask;
        }

        if (misfire == Misfire.RunOnce) harness.MakingUp("* * * * *", RunAsync);
        else harness.Crontab("* * * * *", body: RunAsync, onLeader: true);
        _workers.Add(new Worker(harness.Go(), faults, carried));
    }

    /// <summary>Moves the clock until so many have run: hours at most, however slow the machine is.</summary>
    private async Task RunsAsync(int count, Func<Task>? untilSettled = null)
    {
        for (var step = 0; _ran.Count < count; step++)
        {
            Assert.True(step < 100_000, $"{_ran.Count} of {count} runs");
            await StepAsync(TimeSpan.FromSeconds(0.5));
            if (untilSettled is not null) await untilSettled();
        }
    }

    /// <summary>
    /// On a slow machine the clock must not run away from the workers: gives a renewal that is due time to be heard, or its term ends, and a
    /// claimed tick time to run before the next one is due, which would make up for it. No more than a chance: a worker whose answers were
    /// lost, or who set its timer late, needs the clock to move before it asks again.
    /// </summary>
    private async Task SettledAsync()
    {
        var old = _clock.GetUtcNow() - TimeSpan.FromSeconds(20);
        for (var look = 0; look < 50 && await IsBehindAsync(); look++) await Task.Delay(TimeSpan.FromMilliseconds(2));

        async Task<bool> IsBehindAsync()
        {
            // A leader of these asks again every 4 of its 15 seconds, and steps are half a second.
            var leader = await _workers[0].Harness.Memory.InspectLeaderAsync(CancellationToken.None);
            if (leader.Owner is not null && leader.Remaining < TimeSpan.FromSeconds(9)) return true;
            return _workers.Any(worker => worker.Carried.Granted.Keys.Any(tick => tick < old && !_ran.Contains(tick)));
        }
    }

    /// <summary>Moves the clock, and lets those go on whom that woke.</summary>
    private async Task StepAsync(TimeSpan step)
    {
        _clock.Advance(step);
        for (var quiet = 0; quiet < 20; quiet++) await Task.Yield();
    }

    private sealed record Worker(SchedulerHarness Harness, FaultyBroker Faults, ClaimRecorder Carried);
}
