using Runnel.Tests.Checking;
using Xunit;

namespace Runnel.Chaos.Tests.Checking;

/// <summary>The checker finds every planted violation, and nothing in histories that keep the promises.</summary>
public sealed class HistoryCheckerTests
{
    private readonly HistoryBuilder _history = new();

    [Fact]
    public void A_plain_run_keeps_all_promises()
    {
        var report = Check(_history.Append(1, 2, 3).Handle("a", 1, 1, 2, 3));

        Assert.Empty(report.Violations);
        Assert.Equal((3, 0, 0, 0, 0), (report.Events, report.Lost, report.Reordered, report.Duplicates, report.Overlapping));
    }

    [Fact]
    public void The_event_in_hand_of_a_killed_owner_is_repeated_once()
    {
        _history.Append(1, 2, 3).Handle("a", 1, 1);
        _history.Begin("a", 1, 2);

        var report = Check(_history.Handle("b", 2, 2, 3));

        Assert.Empty(report.Violations);
        Assert.Equal(1, report.Duplicates);
    }

    [Fact]
    public void An_event_that_was_done_and_not_committed_is_repeated()
        => Assert.Empty(Check(_history.Append(1, 2, 3).Handle("a", 1, 1, 2).Handle("b", 2, 2, 3)).Violations);

    [Fact]
    public void A_batch_in_hand_is_repeated_from_its_beginning()
    {
        _history.Append(1, 2, 3, 4).HandleBatch("a", 1, 1);
        _history.Begin("a", 1, 2, 3);

        Assert.Empty(Check(_history.HandleBatch("b", 2, 2, 3, 4)).Violations);
    }

    [Fact]
    public void A_paused_owner_may_finish_what_is_in_hand()
    {
        _history.Append(1, 2, 3).Handle("a", 1, 1);
        var late = _history.Begin("a", 1, 2);
        _history.Handle("b", 2, 2, 3).End(late);

        var report = Check(_history);

        Assert.Empty(report.Violations);
        Assert.Equal(1, report.Overlapping);
    }

    [Fact]
    public void An_owner_that_verified_its_lease_goes_on_under_a_new_epoch()
        => Assert.Empty(Check(_history.Append(1, 2, 3).Handle("a", 1, 1).Handle("a", 2, 2, 3)).Violations);

    [Fact]
    public void A_retry_in_place_is_no_duplicate()
    {
        var report = Check(_history.Append(1, 2).Fail("a", 1, 1).Fail("a", 1, 1, attempt: 2).Handle("a", 1, 1, 2));

        Assert.Empty(report.Violations);
    }

    [Fact]
    public void A_stored_event_that_nobody_handled_is_found() => Finds(Rule.Unhandled, _history.Append(1, 2).Handle("a", 1, 1));

    [Fact]
    public void A_stored_event_that_was_begun_and_never_ended_is_found()
    {
        _history.Append(1, 2).Handle("a", 1, 1);
        _history.Begin("a", 1, 2);

        Finds(Rule.Unhandled, _history);
    }

    [Fact]
    public void A_skipped_event_is_found() => Finds(Rule.Gap, _history.Append(1, 2, 3).Handle("a", 1, 1, 3));

    [Fact]
    public void A_new_owner_that_skips_is_found() => Finds(Rule.Gap, _history.Append(1, 2, 3).Handle("a", 1, 1).Handle("b", 2, 3));

    [Fact]
    public void A_new_owner_that_skips_what_was_in_hand_is_found()
    {
        _history.Append(1, 2, 3).Handle("a", 1, 1);
        _history.Begin("a", 1, 2);

        Finds(Rule.Gap, _history.Handle("b", 2, 3));
    }

    [Fact]
    public void A_failed_event_that_was_gone_past_is_found() => Finds(Rule.Gap, _history.Append(1, 2).Fail("a", 1, 1).Handle("a", 1, 2));

    [Fact]
    public void A_failed_event_may_be_gone_past_where_the_policy_says_so()
        => Assert.Empty(Check(_history.Append(1, 2).Fail("a", 1, 1).Handle("a", 1, 2), new Allowances { Settled = Allowances.DoneOrFailed }).Violations);

    [Fact]
    public void A_batch_with_a_hole_is_found() => Finds(Rule.Gap, _history.Append(1, 2, 3).HandleBatch("a", 1, 1, 3));

    [Fact]
    public void First_handlings_that_do_not_ascend_are_found() => Finds(Rule.Order, _history.Append(1, 2, 3).Handle("a", 1, 1, 3, 2));

    [Fact]
    public void An_event_handed_out_before_the_one_before_ended_is_found()
    {
        _history.Append(1, 2);
        var first = _history.Begin("a", 1, 1);
        _history.Handle("a", 1, 2).End(first);

        Finds(Rule.Order, _history);
    }

    [Fact]
    public void More_repeated_than_what_was_in_hand_is_found() => Finds(Rule.Replay, _history.Append(1, 2, 3).Handle("a", 1, 1, 2, 3).Handle("b", 2, 2, 3));

    [Fact]
    public void A_repeat_within_one_ownership_is_found() => Finds(Rule.Replay, _history.Append(1, 2).Handle("a", 1, 1, 2, 2));

    [Fact]
    public void A_repeat_with_a_hole_is_found()
        => Finds(Rule.Gap, _history.Append(1, 2, 3, 4).Handle("a", 1, 1, 2, 3).Handle("b", 2, 1, 3, 4), new Allowances { CursorFalls = true });

    [Fact]
    public void A_cursor_that_fell_back_excuses_a_contiguous_repeat()
        => Assert.Empty(Check(_history.Append(1, 2, 3).Handle("a", 1, 1, 2, 3).Handle("b", 2, 1, 2, 3), new Allowances { CursorFalls = true }).Violations);

    [Fact]
    public void A_paused_owner_that_begins_a_second_event_is_found()
    {
        _history.Append(1, 2, 3).Handle("a", 1, 1).Handle("b", 2, 2, 3).Handle("a", 1, 2, 3);

        Finds(Rule.Epoch, _history);
        Finds(Rule.Overlap, _history);
    }

    [Fact]
    public void Two_owners_of_one_epoch_are_found() => Finds(Rule.Epoch, _history.Append(1, 2).Handle("a", 1, 1).Handle("b", 1, 2));

    [Fact]
    public void A_process_that_overlaps_with_itself_is_found()
    {
        _history.Append(1, 2);
        var first = _history.Begin("a", 1, 1);
        _history.Handle("a", 2, 1, 2).End(first);

        Finds(Rule.Overlap, _history);
    }

    [Fact]
    public void An_event_that_stands_twice_is_found() => Finds(Rule.DuplicateAppend, _history.Append(1, 2).Store(2));

    [Fact]
    public void Events_that_stand_in_the_wrong_order_are_found() => Finds(Rule.AppendOrder, _history.Append(1, 3, 2));

    [Fact]
    public void A_confirmed_send_that_is_not_stored_is_found() => Finds(Rule.LostSend, _history.Send(1, SendResult.Confirmed));

    [Fact]
    public void A_server_that_forgets_excuses_that()
        => Assert.Empty(Check(_history.Send(1, SendResult.Confirmed), new Allowances { ServerForgets = true }).Violations);

    [Fact]
    public void A_send_that_failed_for_certain_and_is_stored_is_found() => Finds(Rule.PhantomSend, _history.Send(1, SendResult.NotAppended).Store(1));

    [Fact]
    public void A_send_of_unknown_outcome_may_be_stored_or_not()
        => Assert.Empty(Check(_history.Send(1, SendResult.Unknown).Store(1).Send(2, SendResult.Unknown).Handle("a", 1, 1)).Violations);

    [Fact]
    public void Something_handled_that_is_not_stored_is_found() => Finds(Rule.Unknown, _history.Append(1).Handle("a", 1, 1, 2));

    private static void Finds(Rule rule, HistoryBuilder history, Allowances? allowances = null)
        => Assert.Contains(Check(history, allowances).Violations, violation => violation.Rule == rule);

    private static Report Check(HistoryBuilder history, Allowances? allowances = null) => HistoryChecker.Check(history.Build(), allowances);
}
