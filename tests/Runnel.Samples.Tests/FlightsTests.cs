using Flights;
using Runnel.Testing;
using Xunit;

namespace Runnel.Samples.Tests;

[Collection(nameof(ConsoleText))]
public sealed class FlightsTests
{
    [Fact]
    public async Task The_table_is_printed_once_when_nothing_more_comes()
    {
        using var console = new ConsoleText();
        await using var host = await RunnelTestHost.StartAsync<Airports>();
        await host.SendManyAsync<Flight>(
        [
            new("2001-01-01 08:00", 10, 300, "ABQ", "DAL"),
            new("2001-01-01 09:00", -3, 500, "DAL", "ABQ"),
            new("2001-01-01 10:00", 5, 300, "ABQ", "PHX"),
        ]);
        await host.DrainAsync();
        Assert.Empty(console.Lines);

        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(4, console.Lines.Length);
        Assert.Matches("^ABQ +2 +15 +2001-01-01 10:00$", console.Lines[1]);
        Assert.Equal("total: 2 airports, 3 flights, 12 minutes of delay, 0 delivered again", console.Lines[3]);
    }

    [Fact]
    public async Task A_flight_that_comes_out_of_order_halts_and_is_named()
    {
        using var console = new ConsoleText();
        await using var host = await RunnelTestHost.StartAsync<Airports>();
        await host.SendAsync(new Flight("2001-01-02 08:00", 0, 300, "ABQ", "DAL"));
        await host.SendAsync(new Flight("2001-01-01 08:00", 0, 300, "ABQ", "DAL"));

        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);

        Assert.Equal(("tally", StuckWhere.Halted), (Assert.Single(stuck.Stuck).Processor, stuck.Stuck[0].Where));
        Assert.Contains("came after", stuck.InnerException?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_stops_prints_what_it_has_not_printed_yet()
    {
        using var console = new ConsoleText();
        await using var host = await RunnelTestHost.StartAsync<Airports>();
        await host.SendAsync(new Flight("2001-01-02 08:00", 7, 300, "ABQ", "DAL"));
        await host.DrainAsync();

        await host.Workers[0].StopAsync();

        Assert.Contains("total: 1 airports, 1 flights, 7 minutes of delay, 0 delivered again", console.Lines);
    }
}
