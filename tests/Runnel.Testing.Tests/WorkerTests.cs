using System.Diagnostics;
using Xunit;

namespace Runnel.Testing.Tests;

public sealed class WorkerTests : DepotTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(16);

    [Fact]
    public async Task Workers_share_the_partitions_and_one_that_stops_hands_over_at_once()
    {
        var host = await StartAsync();
        var second = await host.AddWorkerAsync();
        await SendToAllAsync(host, "a");
        await host.DrainAsync();

        await host.Workers[0].StopAsync();
        Assert.Equal(WorkerState.Stopped, host.Workers[0].State);
        await SendToAllAsync(host, "b");
        await host.DrainAsync();

        Assert.Equal(WorkerState.Running, second.State);
        Assert.Equal(16, host.Committed("pack").Count);
        Assert.Equal(16, host.Handled("pack").Count);
    }

    [Fact]
    public async Task The_partitions_of_a_worker_that_was_killed_go_to_others_when_its_leases_run_out()
    {
        var host = await StartAsync();
        var second = await host.AddWorkerAsync();
        host.Workers[0].Kill();
        await SendToAllAsync(host, "a");

        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);
        Assert.Contains("the lease of worker 1 (Killed)", stuck.Message, StringComparison.Ordinal);
        await host.Clock.AdvanceAsync(Lease);
        await host.DrainAsync();

        Assert.Equal(8, host.Committed("pack").Count);
        Assert.Same(second.Services, host.Services);
    }

    [Fact]
    public async Task A_crash_before_the_commit_handles_the_event_again()
    {
        var host = await StartAsync();
        host.Workers[0].CrashBeforeCommit();
        await host.SendAsync(new Parcel(1), "parcels");
        await Assert.ThrowsAsync<InvalidOperationException>(() => DrainAndAskAsync(host));
        Assert.Equal(WorkerState.Killed, host.Workers[0].State);

        await host.AddWorkerAsync();
        await host.DrainAsync(Lease);

        Assert.Equal([new Parcel(1), new Parcel(1)], host.Handled<Parcel>("pack"));
        Assert.Equal([new Parcel(1)], host.Committed<Parcel>("pack"));
    }

    [Fact]
    public async Task A_lease_that_was_lost_refuses_the_commit_and_the_event_is_handled_again()
    {
        RunnelTestHost<Depot> host = null!;
        var loses = true;
        Script.OnPack = (parcel, _) =>
        {
            if (loses) host.LoseLease("pack", host.App.Parcels.PartitionOf(parcel));
            loses = false;
            return ValueTask.CompletedTask;
        };
        host = await StartAsync();

        await host.SendAsync(new Parcel(1), "parcels");
        await host.DrainAsync(Lease);

        Assert.Equal(2, host.Handled("pack").Count);
        Assert.Single(host.Committed("pack"));
    }

    [Fact]
    public async Task A_handler_learns_of_its_lost_lease_at_the_next_renewal()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = 0;
        Script.OnPack = async (_, cancellationToken) =>
        {
            try
            {
                await gate.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
                throw;
            }
        };
        var host = await StartAsync();
        await host.SendAsync(new Parcel(1), "parcels");
        await host.Clock.AdvanceAsync(TimeSpan.Zero, waitForHandlers: false);

        host.LoseLease("pack", host.App.Parcels.PartitionOf(new Parcel(1)));
        Assert.Equal(0, Volatile.Read(ref cancelled));
        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(5), waitForHandlers: false);
        Assert.Equal(1, Volatile.Read(ref cancelled));

        gate.SetResult();
        await host.DrainAsync(Lease);
        Assert.Single(host.Committed("pack"));
        Assert.Throws<InvalidOperationException>(() => host.LoseLease("pack", 77));
    }

    [Fact]
    public async Task A_dropped_connection_is_tried_again_by_the_clock()
    {
        var host = await StartAsync();
        var second = await host.AddWorkerAsync();
        second.DropConnection();
        await SendToAllAsync(host, "a");
        await Assert.ThrowsAsync<StuckException>(host.DrainAsync);

        second.RestoreConnection();
        await host.DrainAsync(Lease);

        Assert.Equal(8, host.Committed("pack").Count);
        Assert.Equal(8, host.Handled("pack").Count);
    }

    [Fact]
    public async Task A_worker_runs_the_processors_that_are_named()
    {
        var host = await StartAsync(new RunnelTestSettings { Processors = ["weigh"] });
        await host.SendAsync(new Parcel(1), "heavy");
        await host.DrainAsync();
        Assert.Empty(host.Committed("stamp"));

        await host.AddWorkerAsync("stamp");
        await host.DrainAsync();
        Assert.Single(host.Committed("stamp"));
        await Assert.ThrowsAsync<SettingException>(() => host.AddWorkerAsync("stampp"));
    }

    [Fact]
    public async Task A_worker_that_cannot_stop_says_which_handler_holds_it()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Script.OnPack = async (_, _) => await gate.Task;
        var host = await StartAsync(new RunnelTestSettings { Patience = TimeSpan.FromSeconds(5) });
        await host.SendAsync(new Parcel(1), "parcels");
        await host.Clock.AdvanceAsync(TimeSpan.Zero, waitForHandlers: false);

        var stuck = await Assert.ThrowsAsync<StuckException>(host.Workers[0].StopAsync);
        Assert.Equal(("pack", StuckWhere.Handler), (Assert.Single(stuck.Stuck).Processor, stuck.Stuck[0].Where));
        gate.SetResult();
    }

    [Fact]
    public async Task A_host_ends_whatever_its_handlers_do()
    {
        var never = new TaskCompletionSource();
        Script.OnPack = async (_, _) => await never.Task;
        Script.OnWeigh = async _ => await never.Task;
        var host = await StartAsync();
        await SendToAllAsync(host, "a");
        await host.SendAsync(new Parcel(1), "heavy");
        await host.Clock.AdvanceAsync(TimeSpan.Zero, waitForHandlers: false);

        var watch = Stopwatch.StartNew();
        await host.DisposeAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.AddWorkerAsync());
    }

    private static async Task DrainAndAskAsync(RunnelTestHost<Depot> host)
    {
        await Assert.ThrowsAsync<StuckException>(host.DrainAsync);
        _ = host.App;
    }

    private static async Task SendToAllAsync(RunnelTestHost<Depot> host, string content)
    {
        for (var number = 0; number < 8; number++) await host.SendAsync(new Parcel(number, content), "parcels");
    }
}
