using Xunit;

namespace Runnel.Testing.Tests;

public sealed class OutcomeTests : DepotTest
{
    [Fact]
    public async Task What_is_sent_is_handled_and_committed_once_in_order()
    {
        var host = await StartAsync();
        Parcel[] parcels = [.. Enumerable.Range(1, 200).Select(number => new Parcel(number % 7, $"no. {number}"))];

        Assert.Equal(200, await host.SendManyAsync(parcels, "parcels"));
        await host.DrainAsync();

        Assert.Equal(parcels.Order(Comparing), host.Committed<Parcel>("pack").Order(Comparing));
        Assert.Equal(parcels.Length, host.Handled("Pack").Count);
        foreach (var number in Enumerable.Range(0, 7))
            Assert.Equal(parcels.Where(parcel => parcel.Number == number), host.Handled<Parcel>("pack").Where(parcel => parcel.Number == number));
        Assert.Empty(host.Failed);
        Assert.Empty(host.DeadLetters);
        Assert.Equal(Start, host.Clock.GetUtcNow());
    }

    [Fact]
    public async Task What_a_processor_sends_is_in_the_stream()
    {
        RunnelTestHost<Depot> host = null!;
        Script.OnPack = async (parcel, cancellationToken) => await host.App.Labels.SendAsync(new Label(parcel.Number), cancellationToken);
        host = await StartAsync();

        await host.SendAsync(new Parcel(1), "parcels");
        await host.DrainAsync(TimeSpan.FromSeconds(5));

        Assert.Equal([new Label(1)], host.Sent<Label>());
        Assert.Equal([1], Script.Batches);
    }

    [Fact]
    public async Task A_failure_is_retried_by_the_clock_and_says_so()
    {
        var fails = 1;
        Script.OnPack = (_, _) => fails-- > 0 ? throw new InvalidOperationException("no string") : ValueTask.CompletedTask;
        var host = await StartAsync();

        var id = await host.SendAsync(new Parcel(1), "parcels");
        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);

        var where = Assert.Single(stuck.Stuck);
        Assert.Equal(("pack", "parcels", host.App.Parcels.PartitionOf(new Parcel(1)), id, StuckWhere.Clock), (where.Processor, where.Stream, where.Partition, where.Id, where.Where));

        await host.DrainAsync(TimeSpan.FromMinutes(1));
        var retried = Assert.Single(host.Retried);
        Assert.Equal(("pack", id, 1, "no string"), (retried.Processor, retried.Id, retried.Attempt, retried.Exception.Message));
        Assert.Equal(Start + retried.Delay, host.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(2));
        Assert.Equal([new Parcel(1)], host.Committed<Parcel>("pack"));
        Assert.Empty(host.Failed);
    }

    [Fact]
    public async Task What_fails_for_good_is_a_dead_letter_with_its_record()
    {
        Script.OnPack = static (_, _) => throw new InvalidOperationException("torn");
        var host = await StartAsync();

        await host.SendAsync(new Parcel(5, "glass"), "parcels");
        await host.DrainAsync(TimeSpan.FromMinutes(5));

        var letter = Assert.Single(host.DeadLetters);
        Assert.Equal((new Parcel(5, "glass"), "pack", 3, "torn"), (letter.Record, letter.Processor, letter.Attempts, letter.ExceptionMessage));
        Assert.Equal("System.InvalidOperationException", letter.ExceptionType);
        Assert.Equal([1, 2], host.Retried.Select(retried => retried.Attempt));
        var failed = Assert.Single(host.Failed);
        Assert.Equal((new Parcel(5, "glass"), 3), (failed.Record, failed.Attempts));
        Assert.Equal([new Parcel(5, "glass")], host.Committed<Parcel>("pack"));
        Assert.Empty(host.Handled("pack"));
    }

    [Fact]
    public async Task A_quarantined_partition_counts_as_settled()
    {
        Script.OnWeigh = static parcel => parcel.Number == 3 ? throw new InvalidOperationException("too heavy") : ValueTask.CompletedTask;
        var host = await StartAsync();

        var id = await host.SendAsync(new Parcel(3), "heavy");
        await host.SendAsync(new Parcel(3, "after it"), "heavy");
        await host.DrainAsync();

        var quarantined = Assert.Single(host.Quarantined);
        Assert.Equal(("weigh", "heavy", id, new Parcel(3)), (quarantined.Processor, quarantined.Stream, quarantined.First, quarantined.Record));
        Assert.Contains("too heavy", quarantined.Exception, StringComparison.Ordinal);
        Assert.Empty(host.Committed("weigh"));
        Assert.Equal(2, host.Committed("stamp").Count);
    }

    [Fact]
    public async Task A_processor_that_halted_is_named_with_what_it_threw()
    {
        Script.OnStamp = static _ => throw new InvalidOperationException("no ink");
        var host = await StartAsync();

        var id = await host.SendAsync(new Parcel(1), "heavy");
        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);

        Assert.Equal("no ink", Assert.IsType<InvalidOperationException>(stuck.InnerException).Message);
        Assert.Contains(stuck.Stuck, each => each is { Processor: "stamp", Where: StuckWhere.Halted } && each.Id == id);
        Assert.Contains("no ink", stuck.Message, StringComparison.Ordinal);
        Assert.Equal(WorkerState.Halted, host.Workers[0].State);
    }

    [Fact]
    public async Task A_handler_that_does_not_end_is_named_and_for_how_long()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Script.OnPack = async (_, _) => await gate.Task;
        var host = await StartAsync(new RunnelTestSettings { Patience = TimeSpan.FromSeconds(5) });

        var id = await host.SendAsync(new Parcel(1), "parcels");
        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);

        var where = Assert.Single(stuck.Stuck);
        Assert.Equal(("pack", id, StuckWhere.Handler), (where.Processor, where.Id, where.Where));
        Assert.InRange(where.RealTime, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Contains($"processor 'pack', parcels/{where.Partition}, event {id}", stuck.Message, StringComparison.Ordinal);
        Assert.Contains("worker 1", stuck.Message, StringComparison.Ordinal);

        gate.SetResult();
        await host.DrainAsync();
        Assert.Single(host.Committed("pack"));
    }

    [Fact]
    public async Task A_batch_that_is_to_fill_waits_for_the_clock()
    {
        var host = await StartAsync();
        await host.SendManyAsync<Label>([new(1), new(2)]);

        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);
        Assert.Equal(("print", StuckWhere.Clock), (Assert.Single(stuck.Stuck).Processor, stuck.Stuck[0].Where));

        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(5));
        await host.DrainAsync();
        Assert.Equal([2], Script.Batches);
    }

    [Fact]
    public async Task A_wrong_name_is_said_with_the_right_ones()
    {
        var host = await StartAsync();

        Assert.Contains("pack", Assert.Throws<SettingException>(() => host.Committed("pakc")).Message, StringComparison.Ordinal);
        Assert.Contains("FromKeyedServices", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.SendAsync(new Parcel(1)))).Message, StringComparison.Ordinal);
    }

    private static readonly Comparer<Parcel> Comparing = Comparer<Parcel>.Create(static (left, right) => string.CompareOrdinal(left.Content, right.Content));
}
