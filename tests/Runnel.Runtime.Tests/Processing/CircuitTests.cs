using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Runnel.Processing;

/// <summary>The circuit alone, step by step.</summary>
public sealed class CircuitTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;
    private readonly FakeSession[] _sessions = [new(0), new(1), new(2), new(3)];

    public CircuitTests() => _circuit = new Circuit(3, Pause, TimeSpan.FromSeconds(12), _time);

    public void Dispose() => _circuit.Dispose();

    [Fact]
    public void A_success_that_began_after_a_failure_has_it_judged()
    {
        var wait = new CircuitWait(_sessions[0]);
        Assert.True(_circuit.TryBegin(_sessions[1], out var before));
        Assert.Equal(CircuitEffect.Suspect, _circuit.Fail(wait));

        // It had begun when all was well: it tells nothing.
        Assert.False(_circuit.Succeed(_sessions[1], before));
        Assert.False(wait.Verdict.IsCompleted);

        Succeed(1);
        Assert.False(Decided(wait));
        Assert.False(_circuit.IsOpen);
    }

    [Fact]
    public void Of_several_suspects_those_are_judged_that_a_success_outlived()
    {
        var (first, second) = (Fail(0, CircuitEffect.Suspect), default(CircuitWait));
        Assert.True(_circuit.TryBegin(_sessions[2], out var between));
        second = Fail(1, CircuitEffect.Suspect);

        _circuit.Succeed(_sessions[2], between);

        Assert.False(Decided(first));
        Assert.False(second.Verdict.IsCompleted);
    }

    [Fact]
    public void A_suspect_of_whom_nothing_tells_is_judged_after_a_pause()
    {
        var wait = Fail(0, CircuitEffect.Suspect);

        _time.Advance(Pause - TimeSpan.FromTicks(1));
        Assert.False(wait.Verdict.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.False(Decided(wait));
    }

    [Fact]
    public void So_many_failures_in_a_row_open_it_and_all_of_them_are_held()
    {
        var (first, second, third) = (Fail(0, CircuitEffect.Suspect), Fail(1, CircuitEffect.Suspect), Fail(2, CircuitEffect.Open));

        Assert.True(_circuit.IsOpen);
        Assert.All([first, second, third], static wait => Assert.False(wait.Verdict.IsCompleted));
        Assert.False(_circuit.TryBegin(_sessions[3], out _));
        Assert.True(_circuit.Pauses(_sessions[3], hasEvents: true));
        Assert.Equal(CircuitEffect.Hold, _circuit.Fail(new CircuitWait(_sessions[3])));
    }

    [Fact]
    public void Failures_that_were_judged_count_as_long_as_nothing_succeeds()
    {
        Fail(0, CircuitEffect.Suspect);
        _time.Advance(Pause);
        Fail(0, CircuitEffect.Suspect);
        _time.Advance(Pause);
        Fail(0, CircuitEffect.Open);
    }

    [Fact]
    public void A_success_in_between_starts_the_row_anew()
    {
        Fail(0, CircuitEffect.Suspect);
        Fail(1, CircuitEffect.Suspect);
        Succeed(2);
        Fail(0, CircuitEffect.Suspect);
        Fail(1, CircuitEffect.Suspect);
        Fail(2, CircuitEffect.Open);
    }

    [Fact]
    public void One_at_a_time_is_tried_each_at_its_turn_and_the_pause_grows_to_its_greatest()
    {
        var waits = Open();
        foreach (var (turn, pause) in (ReadOnlySpan<(int, double)>)[(0, 5), (1, 10), (2, 12), (0, 12)])
        {
            Assert.Equal(TimeSpan.FromSeconds(pause), _circuit.Pause);
            _time.Advance(TimeSpan.FromSeconds(pause - 0.001));
            Assert.False(waits[turn].Verdict.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(0.001));

            Assert.Equal([turn], waits.Where(static wait => wait.Verdict.IsCompleted).Select(wait => wait.Session.Partition));
            Assert.True(Decided(waits[turn]));
            for (var other = 0; other < 3; other++) Assert.Equal(other == turn, _circuit.TryBegin(_sessions[other], out _));
            Assert.Equal(CircuitEffect.StayOpen, _circuit.Fail(waits[turn]));
        }
    }

    [Fact]
    public void When_the_one_that_is_tried_succeeds_all_go_on()
    {
        var waits = Open();
        Assert.True(_circuit.Pauses(_sessions[3], hasEvents: false));
        _time.Advance(Pause);
        Assert.True(_circuit.TryBegin(_sessions[0], out var began));

        Assert.True(_circuit.Succeed(_sessions[0], began));

        Assert.False(_circuit.IsOpen);
        Assert.All(waits, static wait => Assert.True(Decided(wait)));
        Assert.Equal(1, _sessions[3].Wakes);
        Assert.All(_sessions, session => Assert.True(_circuit.TryBegin(session, out _)));
        Fail(0, CircuitEffect.Suspect);
        Fail(1, CircuitEffect.Suspect);
        Fail(2, CircuitEffect.Open);
        Assert.Equal(Pause, _circuit.Pause);
    }

    [Fact]
    public void What_was_in_hand_when_it_opened_does_not_close_it()
    {
        Assert.True(_circuit.TryBegin(_sessions[3], out var began));
        Open();

        Assert.False(_circuit.Succeed(_sessions[3], began));
        Assert.True(_circuit.IsOpen);
    }

    [Fact]
    public void A_partition_without_events_has_no_turn()
    {
        Open();
        Assert.True(_circuit.Pauses(_sessions[3], hasEvents: false));
        for (var partition = 0; partition < 3; partition++) _circuit.Leave(_sessions[partition]);
        _time.Advance(Pause);
        Assert.Equal(0, _sessions[3].Wakes);
        Assert.False(_circuit.TryBegin(_sessions[3], out _));

        // The turn has been due since.
        Assert.False(_circuit.Pauses(_sessions[3], hasEvents: true));
        Assert.True(_circuit.TryBegin(_sessions[3], out var began));
        Assert.True(_circuit.Succeed(_sessions[3], began));
    }

    [Fact]
    public void A_turn_that_is_not_taken_is_lost()
    {
        var waits = Open();
        _circuit.Leave(_sessions[0]);
        _circuit.Leave(_sessions[1]);
        Assert.True(_circuit.Pauses(_sessions[3], hasEvents: true));
        _circuit.Leave(_sessions[2]);
        Assert.Equal(CircuitEffect.Hold, _circuit.Fail(waits[2]));
        _time.Advance(Pause);
        Assert.Equal(1, _sessions[3].Wakes);
        Assert.False(_circuit.Pauses(_sessions[3], hasEvents: true));

        _time.Advance(Pause);

        Assert.True(Decided(waits[2]));
        Assert.False(_circuit.TryBegin(_sessions[3], out _));
        Assert.True(_circuit.TryBegin(_sessions[2], out _));
    }

    [Fact]
    public void A_try_that_takes_long_keeps_the_next_waiting_no_longer_than_a_pause()
    {
        var waits = Open();
        _time.Advance(Pause);
        Assert.True(_circuit.TryBegin(_sessions[0], out var began));
        _time.Advance(Pause);
        Assert.True(Decided(waits[1]));
        Assert.True(_circuit.TryBegin(_sessions[1], out _));
        Assert.Equal(CircuitEffect.StayOpen, _circuit.Fail(waits[1]));

        Assert.True(_circuit.Succeed(_sessions[0], began));
        Assert.False(_circuit.IsOpen);
    }

    [Fact]
    public void A_try_that_tells_nothing_gives_its_turn_away_at_once()
    {
        var waits = Open();
        _time.Advance(Pause);
        Assert.True(_circuit.TryBegin(_sessions[0], out _));

        _circuit.Pass(_sessions[0]);
        Assert.True(Decided(waits[1]));

        // Before it began, too: its lease was lost.
        _circuit.Leave(_sessions[1]);
        Assert.True(Decided(waits[2]));
        Assert.True(_circuit.TryBegin(_sessions[2], out _));
        Assert.False(_circuit.TryBegin(_sessions[0], out _));
    }

    [Fact]
    public void A_delivery_that_was_formed_while_it_opened_waits_in_hand()
    {
        var early = new CircuitWait(_sessions[3]);
        Assert.False(_circuit.TryHold(early));
        Open();

        Assert.True(_circuit.TryHold(early));
        Assert.False(early.Verdict.IsCompleted);
        for (var partition = 0; partition < 3; partition++) _circuit.Leave(_sessions[partition]);
        _time.Advance(Pause);

        Assert.True(Decided(early));
        Assert.True(_circuit.TryBegin(_sessions[3], out _));
    }

    [Fact]
    public void A_delivery_that_fails_however_often_others_closed_it_is_judged_in_the_end()
    {
        var bad = new CircuitWait(_sessions[0]);
        for (var closing = 0; closing < Circuit.MostClosings; closing++)
        {
            Assert.Equal(CircuitEffect.Suspect, _circuit.Fail(bad));
            Fail(1, CircuitEffect.Suspect);
            Fail(2, CircuitEffect.Open);
            _circuit.Leave(_sessions[1]);
            _time.Advance(Pause);
            Assert.True(_circuit.TryBegin(_sessions[0], out _));
            Assert.Equal(CircuitEffect.StayOpen, _circuit.Fail(bad));
            _time.Advance(Pause * 2);
            Assert.True(_circuit.TryBegin(_sessions[2], out var began));
            Assert.True(_circuit.Succeed(_sessions[2], began));
            Assert.True(Decided(bad));
        }

        Assert.Equal(CircuitEffect.Judge, _circuit.Fail(bad));
    }

    [Fact]
    public void A_suspect_that_leaves_is_forgotten()
    {
        var wait = Fail(0, CircuitEffect.Suspect);
        _circuit.Leave(_sessions[0]);

        Succeed(1);
        _time.Advance(Pause);

        Assert.False(wait.Verdict.IsCompleted);
    }

    private static bool Decided(CircuitWait wait)
    {
        Assert.True(wait.Verdict.IsCompletedSuccessfully);
        return wait.Verdict.GetAwaiter().GetResult();
    }

    private CircuitWait[] Open() => [Fail(0, CircuitEffect.Suspect), Fail(1, CircuitEffect.Suspect), Fail(2, CircuitEffect.Open)];

    private CircuitWait Fail(int partition, CircuitEffect effect)
    {
        var wait = new CircuitWait(_sessions[partition]);
        Assert.Equal(effect, _circuit.Fail(wait));
        return wait;
    }

    private void Succeed(int partition)
    {
        Assert.True(_circuit.TryBegin(_sessions[partition], out var began));
        Assert.False(_circuit.Succeed(_sessions[partition], began));
    }
}
