using Xunit;

namespace Runnel.Testing.Tests;

/// <summary>What an operator does to a processor, done by a test: pause, resume, seek.</summary>
public sealed class OperatorTests : DepotTest
{
    [Fact]
    public async Task A_paused_processor_handles_nothing_until_it_is_resumed_and_the_others_go_on()
    {
        var host = await StartAsync();
        await host.SendAsync(new Parcel(1), "heavy");
        await host.DrainAsync();

        await host.PauseAsync("weigh");
        await host.SendManyAsync(Enumerable.Range(2, 6).Select(static number => new Parcel(number)), "heavy");
        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);

        Assert.All(stuck.Stuck, static each => Assert.Equal(("weigh", StuckWhere.Paused), (each.Processor, each.Where)));
        Assert.Contains("its partition is paused: ResumeAsync", stuck.Message, StringComparison.Ordinal);
        Assert.Single(host.Handled("weigh"));
        Assert.Equal(7, host.Committed("stamp").Count);

        await host.ResumeAsync("weigh");
        await host.DrainAsync();
        Assert.Equal(7, host.Handled("weigh").Count);
        Assert.Equal(7, host.Committed("weigh").Count);
    }

    [Fact]
    public async Task A_pause_says_so_at_once_however_long_the_clock_may_be_moved()
    {
        var host = await StartAsync();
        await host.PauseAsync("weigh", 0);
        await host.PauseAsync("weigh", 1);
        await host.SendAsync(new Parcel(1), "heavy");
        var before = host.Clock.GetUtcNow();

        await Assert.ThrowsAsync<StuckException>(() => host.DrainAsync(TimeSpan.FromDays(1)));

        Assert.Equal(before, host.Clock.GetUtcNow());
    }

    [Fact]
    public async Task What_was_quarantined_is_resumed_with_the_event_that_failed_or_after_it()
    {
        var isMended = false;
        Script.OnWeigh = parcel => parcel.Number == 1 && !isMended ? throw new InvalidOperationException("too heavy") : ValueTask.CompletedTask;
        var host = await StartAsync();
        await host.SendAsync(new Parcel(1), "heavy");
        await host.DrainAsync();
        Assert.Single(host.Quarantined);

        await host.ResumeAsync("weigh");
        await host.DrainAsync();
        Assert.Single(host.Quarantined);
        isMended = true;
        await host.ResumeAsync("weigh");
        await host.DrainAsync();
        Assert.Single(host.Handled("weigh"));

        isMended = false;
        await host.SendAsync(new Parcel(1), "heavy");
        await host.DrainAsync();
        await host.ResumeAsync("weigh", skip: true);
        await host.DrainAsync();
        Assert.Empty(host.Quarantined);
        Assert.Single(host.Handled("weigh"));
        Assert.Equal(2, host.Committed("weigh").Count);
    }

    [Fact]
    public async Task A_processor_handles_again_from_where_it_was_sought_to()
    {
        var host = await StartAsync();
        var ids = new List<EntryId>();
        for (var content = 0; content < 4; content++) ids.Add(await host.SendAsync(new Parcel(1, $"{content}"), "heavy"));
        await host.DrainAsync();

        await host.SeekAsync("weigh", ids[2]);
        await host.DrainAsync();
        Assert.Equal(["0", "1", "2", "3", "2", "3"], host.Handled<Parcel>("weigh").Select(static parcel => parcel.Content));

        await host.SeekAsync("weigh", EntryId.Zero, host.App.Heavy.PartitionOf(new Parcel(1)));
        await host.DrainAsync();
        Assert.Equal(10, host.Handled("weigh").Count);

        await host.PauseAsync("weigh");
        await host.SendAsync(new Parcel(1, "skipped"), "heavy");
        await host.SeekAsync("weigh", EntryId.MaxValue);
        await host.ResumeAsync("weigh");
        await host.SendAsync(new Parcel(1, "last"), "heavy");
        await host.DrainAsync();
        Assert.Equal("last", host.Handled<Parcel>("weigh")[^1].Content);
        Assert.Equal(11, host.Handled("weigh").Count);
    }

    [Fact]
    public async Task What_is_not_there_is_refused()
    {
        var host = await StartAsync();

        await Assert.ThrowsAsync<SettingException>(() => host.PauseAsync("wiegh"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.PauseAsync("weigh", 2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.SeekAsync("weigh", EntryId.Zero, -1));
    }
}
