using Runnel.Brokers;
using Xunit;

namespace Runnel.Tests.Conformance;

/// <summary>Leadership, the claims of leader-only tasks, and what an app declares.</summary>
public abstract class ElectingConformance : BrokerConformance
{
    private static readonly DateTimeOffset Tick = new(2026, 10, 25, 0, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task One_leads_and_stays_in_its_term_until_it_runs_out()
    {
        var term = await LeadAsync("a");

        Assert.True(term > 0);
        Assert.Equal(0, await LeadAsync("b"));
        Assert.Equal(term, await LeadAsync("a", Server.Short));
        Server.Advance(Server.Short + TimeSpan.FromMilliseconds(1));
        var next = 0L;
        await Eventually.HoldsAsync(async () => (next = await LeadAsync("b")) > 0);
        Assert.True(next > term);
        Assert.Equal(0, await LeadAsync("a"));
    }

    [Fact]
    public async Task A_term_that_ran_out_goes_on_when_nobody_else_led()
    {
        var term = await LeadAsync("a", Server.Short);
        Server.Advance(Server.Short + Server.Short);

        Assert.Equal(term, await LeadAsync("a"));
    }

    [Fact]
    public async Task Who_resigns_makes_room_at_once_for_a_new_term()
    {
        var first = await LeadAsync("a");
        await Broker.ResignAsync("a", first, Cancellation);
        var second = await LeadAsync("b");
        await Broker.ResignAsync("a", first, Cancellation);
        await Broker.ResignAsync("b", first, Cancellation);

        Assert.Equal(second, await LeadAsync("b"));
        await Broker.ResignAsync("b", second, Cancellation);
        var third = await LeadAsync("b");

        Assert.True(first < second && second < third, $"{first} < {second} < {third}");
    }

    [Fact]
    public async Task Of_many_that_want_to_lead_one_does()
    {
        var brokers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateBrokerAsync()));

        var terms = await Task.WhenAll(
            brokers.Select((broker, i) => Task.Run(async () => await broker.LeadAsync($"owner-{i}", Server.Long, Cancellation), Cancellation)));

        Assert.Single(terms, term => term > 0);
    }

    [Fact]
    public async Task A_tick_is_claimed_for_one_term_however_often_that_asks()
    {
        var term = await LeadAsync("a");

        Assert.True(await ClaimAsync("a", term, "nightly", Tick));
        Assert.True(await ClaimAsync("a", term, "nightly", Tick));
        Assert.False(await ClaimAsync("a", term, "nightly", Tick.AddMinutes(-1)));
        Assert.True(await ClaimAsync("a", term, "hourly", Tick.AddMinutes(-1)));
        Assert.True(await ClaimAsync("a", term, "nightly", Tick.AddSeconds(1)));
    }

    [Fact]
    public async Task An_instant_is_the_same_in_every_offset()
    {
        var term = await LeadAsync("a");

        Assert.True(await ClaimAsync("a", term, "nightly", Tick));
        Assert.True(await ClaimAsync("a", term, "nightly", Tick.ToOffset(TimeSpan.FromHours(5))));
        Assert.False(await ClaimAsync("a", term, "nightly", Tick.AddMinutes(-1).ToOffset(TimeSpan.FromHours(5))));
    }

    [Fact]
    public async Task Only_the_leader_of_the_term_claims_and_claims_outlive_it()
    {
        Assert.False(await ClaimAsync("a", 0, "nightly", Tick));
        var first = await LeadAsync("a");
        Assert.True(await ClaimAsync("a", first, "nightly", Tick));
        await Broker.ResignAsync("a", first, Cancellation);
        Assert.False(await ClaimAsync("a", first, "nightly", Tick.AddMinutes(1)));
        var second = await LeadAsync("b");

        Assert.False(await ClaimAsync("a", first, "nightly", Tick.AddMinutes(1)));
        Assert.False(await ClaimAsync("b", first, "nightly", Tick.AddMinutes(1)));
        Assert.False(await ClaimAsync("b", second, "nightly", Tick));
        Assert.True(await ClaimAsync("b", second, "nightly", Tick.AddMinutes(1)));
    }

    [Fact]
    public async Task Who_leads_again_in_a_new_term_has_not_claimed_what_it_claimed_before()
    {
        var first = await LeadAsync("a");
        Assert.True(await ClaimAsync("a", first, "nightly", Tick));
        await Broker.ResignAsync("a", first, Cancellation);
        var second = await LeadAsync("a");

        Assert.False(await ClaimAsync("a", second, "nightly", Tick));
        Assert.True(await ClaimAsync("a", second, "nightly", Tick.AddMinutes(1)));
    }

    [Fact]
    public async Task Ticks_are_missed_from_the_first_question_or_the_last_claim_on()
    {
        var first = await LeadAsync("a");
        Assert.Equal(Tick, await RecallAsync("a", first, "* * * * *", Tick));
        Assert.Equal(Tick, await RecallAsync("a", first, "* * * * *", Tick.AddHours(1)));

        // The moment on record claims nothing.
        Assert.True(await ClaimAsync("a", first, "nightly", Tick.AddMinutes(-1)));
        Assert.Equal(Tick, await RecallAsync("a", first, "* * * * *", Tick.AddHours(1)));
        Assert.True(await ClaimAsync("a", first, "nightly", Tick.AddMinutes(1)));
        Assert.True(await ClaimAsync("a", first, "hourly", Tick.AddHours(1)));
        await Broker.ResignAsync("a", first, Cancellation);
        var second = await LeadAsync("b");

        Assert.Equal(Tick.AddMinutes(1), await RecallAsync("b", second, "* * * * *", Tick.AddHours(2)));
    }

    [Fact]
    public async Task Another_schedule_misses_nothing_of_the_time_before_it()
    {
        var term = await LeadAsync("a");
        await RecallAsync("a", term, "0 9 * * * UTC", Tick);
        Assert.True(await ClaimAsync("a", term, "nightly", Tick.AddHours(1)));

        Assert.Equal(Tick.AddHours(5), await RecallAsync("a", term, "0 12 * * * UTC", Tick.AddHours(5)));
        Assert.Equal(Tick.AddHours(5), await RecallAsync("a", term, "0 12 * * * UTC", Tick.AddHours(6)));
    }

    [Fact]
    public async Task Only_the_leader_of_the_term_recalls_and_nobody_else_leaves_a_trace()
    {
        Assert.Null(await RecallAsync("a", 0, "* * * * *", Tick));
        var term = await LeadAsync("a");
        Assert.Null(await RecallAsync("b", term, "* * * * *", Tick));
        Assert.Null(await RecallAsync("a", term - 1, "* * * * *", Tick));

        Assert.Equal(Tick.AddHours(1), await RecallAsync("a", term, "* * * * *", Tick.AddHours(1)));
    }

    [Fact]
    public async Task A_flush_forgets_leader_and_claims_and_the_next_term_is_a_higher_one()
    {
        var first = await LeadAsync("a");
        Assert.True(await ClaimAsync("a", first, "nightly", Tick));
        await Server.FlushAsync();
        Server.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await ClaimAsync("a", first, "nightly", Tick.AddMinutes(1)));
        var second = await LeadAsync("a");

        Assert.True(second > first, $"{first} < {second}");
        Assert.True(await ClaimAsync("a", second, "nightly", Tick));
    }

    [Fact]
    public async Task What_is_declared_first_is_recorded_and_what_differs_is_told()
    {
        var orders = new StreamDeclaration("orders", 16, "xxhash64", "Shop.Order");
        var refunds = new StreamDeclaration("refunds", 1, "xxhash64", "Shop.Refund");

        Assert.Empty(await Broker.DeclareAsync([orders], Cancellation));
        Assert.Empty(await Broker.DeclareAsync([orders, refunds], Cancellation));
        var conflicts = await Broker.DeclareAsync([orders with { PartitionCount = 32, Hasher = "mine" }, refunds], Cancellation);

        Assert.Equal(
            [new("orders", "Hasher", "xxhash64", "mine"), new DeclarationConflict("orders", "PartitionCount", "16", "32")],
            conflicts.OrderBy(conflict => conflict.Property, StringComparer.Ordinal));
        Assert.Empty(await Broker.DeclareAsync([orders, refunds], Cancellation));
        Assert.Equal("Record", Assert.Single(await Broker.DeclareAsync([refunds with { Record = "Shop.Other" }], Cancellation)).Property);
    }

    [Fact]
    public async Task Schemas_are_recorded_over_what_was_there()
    {
        Assert.Equal([null, null], await Broker.InspectSchemasAsync(["orders", "refunds"], Cancellation));

        await Broker.RecordSchemasAsync([new("orders", "one\n\ttwo", "1"), new StreamSchema("refunds", "é", "2")], Cancellation);
        await Broker.RecordSchemasAsync([new("orders", "three", "3")], Cancellation);

        Assert.Equal(["é", null, "three"], await Broker.InspectSchemasAsync(["refunds", "returns", "orders"], Cancellation));
        Assert.Empty(await Broker.DeclareAsync([new StreamDeclaration("orders", 16, "xxhash64", "Shop.Order")], Cancellation));
    }

    [Fact]
    public async Task After_a_flush_declarations_are_recorded_anew()
    {
        var orders = new StreamDeclaration("orders", 16, "xxhash64", "Shop.Order");
        await Broker.DeclareAsync([orders], Cancellation);
        await Server.FlushAsync();

        Assert.Empty(await Broker.DeclareAsync([orders with { PartitionCount = 8 }], Cancellation));
        Assert.Single(await Broker.DeclareAsync([orders], Cancellation));
    }

    private async Task<long> LeadAsync(string owner, TimeSpan? expiry = null) => await Broker.LeadAsync(owner, expiry ?? Server.Long, Cancellation);

    private async Task<bool> ClaimAsync(string owner, long term, string task, DateTimeOffset instant)
        => await Broker.ClaimTickAsync(owner, term, task, instant, Cancellation);

    private async Task<DateTimeOffset?> RecallAsync(string owner, long term, string schedule, DateTimeOffset now)
        => await Broker.RecallTicksAsync(owner, term, "nightly", schedule, now, Cancellation);
}
