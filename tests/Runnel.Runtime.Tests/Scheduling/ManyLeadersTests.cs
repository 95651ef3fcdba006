using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers.Memory;
using Runnel.Contracts;
using Runnel.Scheduling;
using Runnel.Tests.Conformance;
using Runnel.Tests.Simulation;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

/// <summary>Several workers on one broker, whose leader changes at random: simulated, so that a seed decides all of it.</summary>
public sealed class ManyLeadersTests
{
    private static readonly FaultRates Rates = new() { DropReply = 0.2, DropCall = 0.1, Repeat = 0.2, Delay = 0 };

    [Theory]
    [InlineData(Misfire.Skip)]
    [InlineData(Misfire.RunOnce)]
    public void Whatever_becomes_of_leaders_no_tick_runs_twice(Misfire misfire)
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var office = new Office(seed, misfire);
            office.Run(() => TroubleAsync(office));

            var twice = office.Ran.GroupBy(static tick => tick).Where(static runs => runs.Count() > 1).Select(static runs => $"{runs.Key:O}").ToList();
            Assert.True(twice.Count == 0, $"seed {seed}: {string.Join(", ", twice)} of {office.Ran.Count} runs");
        }
    }

    [Fact]
    public void Where_only_answers_are_lost_each_claimed_tick_runs_exactly_once()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var office = new Office(seed, Misfire.RunOnce);
            office.Run(async () =>
            {
                // The server hears every renewal, so the term goes on, though its leader thinks now and then that it was lost.
                for (var i = 0; i < 2; i++) office.Join(new FaultRates { DropReply = 0.6, DropCall = 0, Repeat = 0.2, Delay = 0 });
                await office.RunsAsync(25);
                foreach (var worker in office.Workers) worker.Faults.IsFaulty = false;
                await office.RunsAsync(office.Ran.Count + 3);
            });

            var ran = office.Ran.Order().ToList();
            var claimed = office.Workers.SelectMany(static worker => worker.Carried.Granted.Keys).Order().ToList();
            // The last one may have been claimed just when the workers stopped.
            Assert.True(claimed.Except(ran).All(tick => tick > ran[^1]), $"seed {seed}: {string.Join(", ", claimed.Except(ran))} of {claimed.Count}");
            Assert.Equal(ran.Distinct(), ran);
        }
    }

    private static async Task TroubleAsync(Office office)
    {
        var dice = office.Dice;
        for (var i = 0; i < 3; i++) office.Join(Rates);
        for (var second = 0; second < 1200; second++)
        {
            var worker = office.Workers[^dice.Between(1, 3)];
            switch (dice.Below(40))
            {
                case 0:
                    worker.Memory.CutOff();
                    break;
                case 1:
                    foreach (var each in office.Workers) each.Memory.Restore();
                    break;
                case 2:
                    worker.Stop();
                    office.Join(Rates);
                    break;
                case 3:
                    office.Freeze(TimeSpan.FromSeconds(dice.Between(10, 130)));
                    break;
                case 4:
                    office.SetWallClocks(TimeSpan.FromSeconds(dice.Between(-90, 90)));
                    break;
                case 5:
                    worker.Actor.Pause(TimeSpan.FromSeconds(dice.Between(1, 40)));
                    break;
            }

            await office.SecondAsync();
        }

        // Then all is well, and someone leads on.
        foreach (var worker in office.Workers)
        {
            worker.Memory.Restore();
            worker.Faults.IsFaulty = false;
        }

        await office.RunsAsync(office.Ran.Count + 3);
    }

    /// <summary>The workers of one run, and the server they share.</summary>
    private sealed class Office
    {
        private readonly World _world;
        private readonly Actor _script;
        private readonly Actor _machine;
        private readonly MemoryServer _server;
        private readonly Misfire _misfire;
        private readonly List<Worker> _workers = [];

        public Office(ulong seed, Misfire misfire)
        {
            (Dice, _misfire) = (new Dice(seed), misfire);
            _world = new World(Dice.Next());
            (_script, _machine) = (new Actor(_world, "script", 0), new Actor(_world, "server", 1));
            _server = new MemoryServer(_machine.Clock);
        }

        public Dice Dice { get; }

        public IReadOnlyList<Worker> Workers => _workers;

        /// <summary>The tick of each run.</summary>
        public List<DateTimeOffset> Ran { get; } = [];

        /// <summary>Runs a script, and then stops all workers at once.</summary>
        public void Run(Func<Task> script) => _world.Run(
            _script.Run(async () =>
            {
                await script();
                foreach (var worker in _workers) worker.Stop();
                await Task.WhenAll(_workers.Select(static worker => worker.Running));
            }),
            TimeSpan.FromDays(2), 10_000_000);

        public void Join(FaultRates rates)
            => _workers.Add(new Worker(new Actor(_world, "worker", _workers.Count + 2), new MemoryBroker("app", _server), rates, Dice.Below(int.MaxValue), _misfire, Ran));

        public Task SecondAsync() => Task.Delay(TimeSpan.FromSeconds(1), _script.Clock);

        /// <summary>Until so many have run.</summary>
        public async Task RunsAsync(int count)
        {
            while (Ran.Count < count) await SecondAsync();
        }

        /// <summary>Everybody stands still.</summary>
        public void Freeze(TimeSpan time)
        {
            _machine.Pause(time);
            foreach (var worker in _workers) worker.Actor.Pause(time);
        }

        public void SetWallClocks(TimeSpan offset)
        {
            _machine.Clock.WallClockOffset = offset;
            foreach (var worker in _workers) worker.Actor.Clock.WallClockOffset = offset;
        }
    }

    /// <summary>One scheduler with one crontab, which ticks each minute.</summary>
    [SuppressMessage("Reliability", "CA1001", Justification = "A source without a timer holds nothing.")]
    private sealed class Worker
    {
        private readonly CancellationTokenSource _stop = new();

        public Worker(Actor actor, MemoryBroker memory, FaultRates rates, int seed, Misfire misfire, List<DateTimeOffset> ran)
        {
            (Actor, Memory) = (actor, memory);
            Carried = new ClaimRecorder(memory);
            Faults = new FaultyBroker(Carried, seed, rates);
            var answered = new ClaimRecorder(Faults);
            var task = new BackgroundTaskDescriptor
            {
                Name = "minute",
                Source = "Shop.Minute",
                Kind = BackgroundTaskKind.Crontab,
                Expression = "* * * * *",
                OnLeader = true,
                Misfire = misfire,
                Run = (_, _, _) =>
                {
                    // The run of the tick that was claimed last: the next one is claimed when this one has ended.
                    ran.Add(answered.Last);
                    return ValueTask.CompletedTask;
                },
            };
            var options = new SchedulerOptions("UTC", TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(8));
            Running = actor.Run(
                () => new Scheduler(new SchedulerContext([task], this, new NoServices(), answered, options, actor.Clock, NullLoggerFactory.Instance)).RunAsync(_stop.Token));
        }

        public Actor Actor { get; }

        public MemoryBroker Memory { get; }

        public FaultyBroker Faults { get; }

        /// <summary>What the server granted, whatever was heard of it.</summary>
        public ClaimRecorder Carried { get; }

        public Task Running { get; }

        public void Stop() => Actor.Post(_stop.Cancel);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
