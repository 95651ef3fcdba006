using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>Rules 3 and 9: stopping, the grace period, and that a cancelled delivery settles nothing.</summary>
public abstract class StopRules : DeliveryTest
{
    [Theory]
    [InlineData(AckMode.BeforeNext)]
    [InlineData(AckMode.Background)]
    public async Task What_is_in_hand_is_finished_and_committed_and_the_leases_are_released(AckMode ackMode)
    {
        var ids = await SendAsync(0, [1, 2, 3]);
        var (inHand, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                await foreach (var tick in events.Records())
                {
                    Journal.Add(events.Partition, tick.Number);
                    if (tick.Number != 2) continue;
                    inHand.SetResult();
                    await goOn.Task;
                }
            }),
            Quick with { AckMode = ackMode });
        await inHand.Task;

        worker.RequestStop();
        goOn.SetResult();
        var result = await worker.Result;

        Assert.Equal((false, null), (result.Halted, result.Error));
        Assert.Equal([1, 2], Journal.Of(0));
        Assert.Equal(ids[1], await CursorAsync(0));
        for (var partition = 0; partition < Partitions; partition++) Assert.Null(await OwnerAsync(partition));
    }

    [Fact]
    public async Task A_rolling_restart_loses_and_repeats_nothing()
    {
        var ids = await SendAsync(0, Enumerable.Range(0, 200));
        for (var restart = 0; restart < 5; restart++)
        {
            var count = Journal.Count;
            var worker = await StartAsync(Processors.Loop(async events =>
            {
                await foreach (var (tick, context) in events.WithContext())
                {
                    Assert.False(context.Recovering);
                    Journal.Add(events.Partition, tick.Number);
                    await Task.Delay(1);
                }
            }));
            await Eventually.HoldsAsync(() => Journal.Count > count + 10, Describe);
            if (restart < 4) Assert.False((await worker.StopAsync()).Halted);
        }

        await CommittedAsync(0, ids[199]);
        Assert.Equal(Enumerable.Range(0, 200), Journal.Of(0));
    }

    [Theory]
    [InlineData("throw", false)]
    [InlineData("throw", true)]
    [InlineData("return", false)]
    [InlineData("return", true)]
    [InlineData("break", true)]
    public async Task After_the_grace_period_the_token_is_cancelled_and_nothing_is_settled(string answer, bool isLoop)
    {
        var ids = await SendAsync(0, [1, 2]);
        async Task HandleAsync(int number, CancellationToken cancellation)
        {
            if (number == 1) return;
            Journal.Note("in hand");
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Journal.Note("cancelled");
            if (answer == "throw") throw new InvalidOperationException("not judged");
        }

        var worker = await StartAsync(
            isLoop
                ? Processors.Loop(async (events, cancellation) =>
                {
                    await foreach (var tick in events.Records())
                    {
                        await HandleAsync(tick.Number, tick.Number % 2 == 0 ? cancellation : events.CancellationToken);
                        if (answer == "break" && tick.Number == 2) break;
                        if (answer == "return" && tick.Number == 2) return;
                    }
                })
                : Processors.Event((tick, _, cancellation) => HandleAsync(tick.Number, cancellation)),
            Quick with { GracePeriod = TimeSpan.FromMilliseconds(100), ExceptionPolicy = ExceptionPolicy.Quarantine, Retries = 3 });
        await Eventually.HoldsAsync(() => Journal.Notes.Contains("in hand"), Describe);

        var result = await worker.StopAsync();

        Assert.Equal((false, null), (result.Halted, result.Error));
        Assert.Equal(["in hand", "cancelled"], Journal.Notes);
        var state = await StateAsync(0);
        Assert.Equal((ids[0], null, null), (state.Cursor, state.Quarantine, state.Owner));
        Assert.True(worker.Logs.Has(1411));
    }

    [Fact]
    public async Task A_loop_that_asks_again_after_its_token_was_cancelled_gets_the_cancellation()
    {
        var ids = await SendAsync(0, [1, 2]);
        var worker = await StartAsync(
            Processors.Loop(async events =>
            {
                try
                {
                    await foreach (var _ in events)
                    {
                        Journal.Note("in hand");
                        await Task.Delay(Timeout.Infinite, events.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    }
                }
                catch (OperationCanceledException error)
                {
                    Journal.Note($"{error.CancellationToken == events.CancellationToken}");
                    throw;
                }
            }),
            Quick with { GracePeriod = TimeSpan.FromMilliseconds(100) });
        await Eventually.HoldsAsync(() => Journal.Notes.Contains("in hand"), Describe);

        Assert.False((await worker.StopAsync()).Halted);
        Assert.Equal(["in hand", "True"], Journal.Notes);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
        Assert.NotEmpty(ids);
    }

    [Fact]
    public async Task A_cancelled_batch_is_left_as_a_whole()
    {
        await SendAsync(0, [1, 2, 3]);
        var worker = await StartAsync(
            Processors.Batch(async (ticks, _, cancellation) =>
            {
                Journal.Note("in hand");
                Journal.Add(0, ticks[0].Number);
                await Task.Delay(Timeout.Infinite, cancellation);
            }),
            Quick with { GracePeriod = TimeSpan.FromMilliseconds(100), BatchSize = 3, BatchWithin = TimeSpan.FromMinutes(1) });
        await Eventually.HoldsAsync(() => Journal.Notes.Contains("in hand"), Describe);

        Assert.False((await worker.StopAsync()).Halted);
        Assert.Equal(EntryId.Zero, await CursorAsync(0));
        Assert.Null(await OwnerAsync(0));
    }

    [Fact]
    public async Task Code_that_ignores_its_cancellation_keeps_its_lease_which_is_not_renewed()
    {
        var ids = await SendAsync(0, [1, 2]);
        var (inHand, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var worker = await StartAsync(
            Processors.Event(async (tick, context, _) =>
            {
                if (tick.Number == 1) return;
                inHand.SetResult();
                await goOn.Task;
                Journal.Note("ended");
            }),
            Quick with { GracePeriod = TimeSpan.FromMilliseconds(50), LockExpiry = TimeSpan.FromSeconds(3) });
        await inHand.Task;

        var result = await worker.StopAsync();

        Assert.False(result.Halted);
        Assert.Equal(worker.Executor.Id, (await StateAsync(0)).Owner);
        for (var partition = 1; partition < Partitions; partition++) Assert.Null(await OwnerAsync(partition));
        Assert.True(worker.Logs.Has(1412));
        await Eventually.HoldsAsync(async () => (await StateAsync(0)).Remaining <= TimeSpan.Zero, Describe);

        // It ends after all: still nothing is settled.
        goOn.SetResult();
        await Eventually.HoldsAsync(() => Journal.Notes.Contains("ended"));
        Assert.Equal(ids[0], await CursorAsync(0));
        Assert.Equal(worker.Executor.Id, (await StateAsync(0)).Owner);
    }

    [Fact]
    public async Task A_stop_before_anything_was_taken_ends_at_once()
    {
        var reply = await Broker.AcquireAsync(new(Lease(0), "another", TimeSpan.FromHours(1), 0), Cancellation);
        var worker = await StartAsync(Processors.Event(static (_, _, _) => Task.CompletedTask), Quick with { JoinDelay = TimeSpan.FromHours(1) });

        Assert.False((await worker.StopAsync()).Halted);
        Assert.Equal(("another", reply.Epoch), ((await StateAsync(0)).Owner, (await StateAsync(0)).Epoch));
        Assert.Null(await InspectAsync(1));
    }
}
