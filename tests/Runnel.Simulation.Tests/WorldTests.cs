using Runnel.Tests.Simulation;
using Xunit;

namespace Runnel.Simulation.Tests;

/// <summary>The simulation itself: time, death, pauses, and that nothing gets out of it.</summary>
public sealed class WorldTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly World _world = new(1);

    [Fact]
    public void Time_jumps_to_what_is_due_next()
    {
        var actor = new Actor(_world, "one", 1);
        List<TimeSpan> seen = [];
        Run(actor.Run(async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(TimeSpan.FromHours(1), actor.Clock);
                seen.Add(_world.Now);
            }
        }));

        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(3)], seen);
    }

    [Fact]
    public void Whoever_is_killed_does_nothing_more()
    {
        var (victim, other) = (new Actor(_world, "victim", 1), new Actor(_world, "other", 2));
        var beats = 0;
        _ = victim.Run(async () =>
        {
            while (true)
            {
                await Task.Delay(Second, victim.Clock);
                beats++;
            }
        });
        Run(other.Run(async () =>
        {
            await Task.Delay(Second * 3.5, other.Clock);
            victim.Kill();
            await Task.Delay(Second * 10, other.Clock);
        }));

        Assert.Equal(3, beats);
    }

    [Fact]
    public void Whoever_is_paused_goes_on_afterwards_and_its_clock_has_gone_on()
    {
        var (sleeper, other) = (new Actor(_world, "sleeper", 1), new Actor(_world, "other", 2));
        var woken = TimeSpan.Zero;
        var sleeping = sleeper.Run(async () =>
        {
            await Task.Delay(Second, sleeper.Clock);
            woken = sleeper.Clock.GetElapsedTime(0);
        });
        Run(other.Run(async () =>
        {
            await Task.Delay(Second * 0.5, other.Clock);
            sleeper.Pause(Second * 5);
            await Task.Delay(Second * 4, other.Clock);
            Assert.Equal(TimeSpan.Zero, woken);
            await sleeping;
        }));

        Assert.Equal(Second * 5.5, woken);
    }

    [Fact]
    public void What_is_ready_at_once_runs_in_an_order_of_the_seed()
    {
        static string Order(ulong seed)
        {
            var world = new World(seed);
            var order = new List<int>();
            var actor = new Actor(world, "one", 1);
            world.Run(Task.WhenAll(Enumerable.Range(0, 10).Select(i => actor.Run(() =>
            {
                order.Add(i);
                return Task.CompletedTask;
            }))), Second, 1000);
            return string.Join(' ', order);
        }

        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
    }

    [Fact]
    public void What_gets_out_of_the_simulation_is_told()
    {
        var actor = new Actor(_world, "one", 1);
        using var left = new ManualResetEventSlim();
        var task = actor.Run(async () =>
        {
            var away = Task.Run(left.Wait, CancellationToken.None);
            actor.Post(left.Set);
            await away;
        });
        while (true)
        {
            try
            {
                Run(task);
            }
            catch (SimulationException error) when (error.Message.StartsWith("Nothing is left", StringComparison.Ordinal))
            {
                // The other thread has not come back yet.
                continue;
            }
            catch (SimulationException error)
            {
                Assert.Contains("outside of the simulation", error.Message, StringComparison.Ordinal);
                return;
            }

            Assert.Fail("It went on as if nothing had been.");
        }
    }

    [Fact]
    public void A_run_that_waits_for_nothing_is_told()
    {
        var error = Assert.Throws<SimulationException>(() => Run(new TaskCompletionSource().Task));

        Assert.Contains("Nothing is left", error.Message, StringComparison.Ordinal);
    }

    private void Run(Task task) => _world.Run(task, TimeSpan.FromDays(1), 10_000);
}
