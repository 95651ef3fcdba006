using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Coordination;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Xunit;

namespace Runnel.Runtime.Tests.Coordination;

public sealed class LeadershipTests : IAsyncDisposable
{
    private static readonly LeadershipOptions Options = new(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15));

    private readonly CancellationTokenSource _stopping = new();
    private readonly SteppingClock _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LogCollector _logs = new();
    private readonly MemoryServer _server;
    private readonly MemoryBroker _broker;
    private readonly MemoryBroker _other;
    private readonly Leadership _leadership;
    private Task _running = Task.CompletedTask;

    public LeadershipTests()
    {
        _server = new MemoryServer(_clock);
        (_broker, _other) = (new MemoryBroker("app", _server), new MemoryBroker("app", _server));
        _leadership = Create(_broker);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_worker_leads_and_keeps_its_term()
    {
        Start();
        var term = await _leadership.NextTermAsync(null, Cancellation);

        await _clock.AdvanceAsync(TimeSpan.FromMinutes(5), sleepers: 2);

        Assert.Same(term, _leadership.Term);
        Assert.True(term is { IsHeld: true, Ended.IsCancellationRequested: false });
        Assert.Equal(0, await _other.LeadAsync("other", TimeSpan.FromSeconds(1), Cancellation));
    }

    [Fact]
    public async Task A_worker_that_does_not_lead_asks_again_each_poll_interval()
    {
        var term = await _other.LeadAsync("other", TimeSpan.FromHours(1), Cancellation);
        Start();
        var next = _leadership.NextTermAsync(null, Cancellation);
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(10), sleepers: 1);
        Assert.False(next.IsCompleted);

        await _other.ResignAsync("other", term, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await next).Number > term);
    }

    [Fact]
    public async Task A_leader_that_died_is_followed_within_its_expiry_and_one_poll()
    {
        var term = await _other.LeadAsync("other", Options.Expiry, Cancellation);
        Start();
        var next = _leadership.NextTermAsync(null, Cancellation);
        await _clock.AdvanceAsync(Options.Expiry - TimeSpan.FromSeconds(0.1), sleepers: 1);
        Assert.False(next.IsCompleted);

        _clock.Advance(Options.PollInterval);

        Assert.True((await next).Number > term);
    }

    [Fact]
    public async Task Stopping_ends_the_term_and_resigns()
    {
        Start();
        var term = await _leadership.NextTermAsync(null, Cancellation);

        await StopAsync();

        Assert.True(term.Ended.IsCancellationRequested);
        Assert.Null(_leadership.Term);
        Assert.True(await _other.LeadAsync("other", TimeSpan.FromSeconds(1), Cancellation) > term.Number);
    }

    [Fact]
    public async Task A_term_ends_before_it_can_run_out_when_renewing_fails()
    {
        Start();
        var term = await _leadership.NextTermAsync(null, Cancellation);
        _broker.CutOff();

        await _clock.AdvanceAsync(TimeSpan.FromSeconds(13.4), sleepers: 2);
        Assert.True(term.IsHeld);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(term.IsHeld);
        Assert.True(term.Ended.IsCancellationRequested);
        Assert.Null(_leadership.Term);
        Assert.Equal(0, await _other.LeadAsync("other", TimeSpan.FromSeconds(1), Cancellation));
        Assert.Equal(1, _logs.Count(1353));
    }

    [Fact]
    public async Task A_term_ends_too_when_renewing_gets_no_answer_at_all()
    {
        // A broker that tries again and again until it is cancelled.
        var leadership = Create(new RetryingBroker(_broker));
        Start(leadership);
        var term = await leadership.NextTermAsync(null, Cancellation);
        _broker.CutOff();
        await _clock.SleepersAsync(2);

        _clock.Advance(TimeSpan.FromSeconds(4));
        _clock.Advance(TimeSpan.FromSeconds(9.5));
        Assert.True(term.Ended.IsCancellationRequested);

        _broker.Restore();
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return leadership.Term is { } next && next != term && next.Number == term.Number;
        });
    }

    [Fact]
    public async Task A_machine_that_slept_knows_by_the_wall_clock_that_its_term_is_over()
    {
        Start();
        var term = await _leadership.NextTermAsync(null, Cancellation);
        await _clock.SleepersAsync(2);

        // The monotonic clock stood still.
        _clock.WallClockOffset = TimeSpan.FromSeconds(14);

        Assert.False(term.IsHeld);
        Assert.Null(_leadership.Term);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_lengthens_no_term()
    {
        Start();
        var term = await _leadership.NextTermAsync(null, Cancellation);
        _broker.CutOff();
        await _clock.SleepersAsync(2);

        _clock.WallClockOffset = TimeSpan.FromHours(-1);
        _clock.Advance(TimeSpan.FromSeconds(13.5));

        Assert.False(term.IsHeld);
    }

    [Fact]
    public async Task A_leader_whom_the_server_forgot_leads_in_a_new_term_or_not_at_all()
    {
        Start();
        var term = await _leadership.NextTermAsync(null, Cancellation);
        await _clock.SleepersAsync(2);
        _server.Flush();
        Assert.True(await _other.LeadAsync("other", TimeSpan.FromSeconds(5), Cancellation) > 0);

        _clock.Advance(TimeSpan.FromSeconds(4));
        await Eventually.HoldsAsync(() => term.Ended.IsCancellationRequested);
        Assert.Null(_leadership.Term);
        Assert.Equal(1, _logs.Count(1352));

        await _clock.SleepersAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True((await _leadership.NextTermAsync(term, Cancellation)).Number > term.Number);
    }

    [Fact]
    public async Task An_outage_is_told_once_and_its_end_too()
    {
        _broker.CutOff();
        Start();
        await _clock.AdvanceAsync(TimeSpan.FromMinutes(5), sleepers: 1);
        Assert.Equal((1, 0), (_logs.Count(1353), _logs.Count(1354)));

        _broker.Restore();
        _clock.Advance(TimeSpan.FromSeconds(4));
        await _leadership.NextTermAsync(null, Cancellation);

        Assert.Equal((1, 1), (_logs.Count(1353), _logs.Count(1354)));
    }

    [Fact]
    public async Task A_leader_that_cannot_resign_stops_all_the_same()
    {
        Start();
        var term = await _leadership.NextTermAsync(null, Cancellation);
        _broker.CutOff();

        await StopAsync();

        Assert.True(term.Ended.IsCancellationRequested);
        Assert.Equal(1, _logs.Count(1356));
    }

    [Fact]
    public async Task An_unexpected_error_reaches_those_who_wait_for_a_term()
    {
        await _broker.DisposeAsync();
        var next = _leadership.NextTermAsync(null, Cancellation);
        Start();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => next);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _running);
        _running = Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        _logs.Dispose();
    }

    private Leadership Create(IBroker broker) => new(broker, "mine", Options, _clock, _logs.CreateLogger("test"));

    private void Start(Leadership? leadership = null) => _running = (leadership ?? _leadership).RunAsync(_stopping.Token);

    private async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }
}
