using Runnel.Testing;
using Xunit;

namespace Runnel.Samples.Tests;

/// <summary>The processors are found though another assembly has them: this one, as an entry assembly, brings them together.</summary>
[Collection(nameof(ConsoleText))]
public sealed class BookshopTests
{
    [Fact]
    public async Task An_order_becomes_a_parcel_that_is_delivered()
    {
        using var console = new ConsoleText();
        await using var host = await RunnelTestHost.StartAsync<Bookshop.Shop>();

        await host.SendAsync(new Bookshop.Order("Ada", "Notes", 2));
        await host.DrainAsync();

        Assert.Equal([new Bookshop.Parcel("Ada", "2 x Notes")], host.Sent<Bookshop.Parcel>());
        Assert.Equal(["to Ada: 2 x Notes"], console.Lines);
        Assert.Single(host.Committed("deliver"));
    }

    [Fact]
    public async Task An_order_that_nobody_can_pack_is_buried()
    {
        using var console = new ConsoleText();
        await using var host = await RunnelTestHost.StartAsync<Bookshop.Shop>();

        await host.SendAsync(new Bookshop.Order("Ada", "Notes", 0));
        await host.DrainAsync();

        Assert.Equal(new Bookshop.Order("Ada", "Notes", 0), Assert.Single(host.DeadLetters).Record);
        Assert.Equal(["not packed: Ada wants 0 copies."], console.Lines);
        Assert.Empty(host.Sent<Bookshop.Parcel>());
    }

    [Fact]
    public async Task A_worker_that_dies_between_parcel_and_commit_sends_the_parcel_again()
    {
        using var console = new ConsoleText();
        await using var host = await RunnelTestHost.StartAsync<Bookshop.Shop>(settings: new RunnelTestSettings { Processors = ["pack"] });
        host.Workers[0].CrashBeforeCommit();
        await host.SendAsync(new Bookshop.Order("Ada", "Notes", 1));
        await Assert.ThrowsAsync<StuckException>(host.DrainAsync);

        await host.AddWorkerAsync("pack");
        await host.DrainAsync(TimeSpan.FromSeconds(20));

        // At least once: who must not get two parcels has to know an order that was packed before.
        Assert.Equal(2, host.Sent<Bookshop.Parcel>().Count(parcel => parcel.Customer == "Ada" && parcel.Content == "1 x Notes"));
        Assert.Single(host.Committed<Bookshop.Order>("pack"), order => order.Copies == 1);
    }
}
