using System.Text.Json;
using Runnel.Brokers;
using Xunit;

namespace Runnel.CommandLine;

/// <summary>What <c>top</c> shows of two looks.</summary>
public sealed class TopViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_looks_make_a_page_with_rates()
    {
        var before = Report(Now.AddSeconds(-2), handled: 100, sent: 100);
        var now = Report(Now, handled: 340, sent: 350);

        Assert.Equal(
            """
            shop on redis://127.0.0.1:6379, at 2026-11-23 10:00:00Z by its clock
            leader: worker-a (term 7)

            processor  stream  partitions  owners  lag  behind  sent/s  handled/s  quarantined  paused  members
            print      orders           4       2   10     4 s     250        120            1       1        2

            print on orders
              partition  state        owner     lag  behind  sent/s  handled/s
                      0  working      worker-a   10     4 s     125        120
                      1  idle         worker-b    0     0 s     125          -
                      2  quarantined  -           0     0 s       0          0
                      3  paused       -           0     0 s       0          0

            member    processor  state   holds  assigned
            worker-a  print      active      1         2
            worker-b  print      active      1         2

            print, partition 2 is quarantined since 2026-11-23 09:00:00Z at event 5-0: System.InvalidOperationException: bad
            print, partition 3 is paused since 2026-11-23 09:30:00Z by ada@laptop: maintenance
            last error of print, partition 2, 1 h 0 min ago: System.InvalidOperationException: bad
            """.ReplaceLineEndings("\n"),
            string.Join('\n', TopView.Write(before, now, showsPartitions: true)));
    }

    [Fact]
    public void One_look_knows_no_rates_and_partitions_may_be_hidden()
    {
        var lines = TopView.Write(null, Report(Now, 340, 350), showsPartitions: false);

        Assert.Equal("print      orders           4       2   10     4 s       -          -            1       1        2", lines[4]);
        Assert.DoesNotContain(lines, static line => line.Contains("worker-a   10", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_moved_back_or_replaced_has_no_rate()
    {
        var lines = TopView.Write(Report(Now.AddSeconds(-2), handled: 500, sent: 600), Report(Now, handled: 340, sent: 350), showsPartitions: true);

        Assert.Contains("          0  working      worker-a   10     4 s       -          -", lines);
    }

    [Fact]
    public void Lines_are_cut_to_the_terminals_size_and_what_is_left_out_is_counted()
    {
        string[] lines = ["0123456789", "short", "third", "fourth"];

        Assert.Equal(["01234…", "short", "third", "fourth"], TopView.Fit(lines, 6, 4));
        Assert.Equal(["0123456789", "… 3 more lines"], TopView.Fit(lines, 20, 2));
        Assert.Equal(["… 4 more lines"], TopView.Fit(lines, 20, 1));
        Assert.Equal(["…", "…", "…", "…"], TopView.Fit(lines, 1, 9));
        Assert.Empty(TopView.Fit(lines, 20, 0));
        Assert.Equal(["a…"], TopView.Fit(["a😀bc"], 3, 1));
    }

    [Fact]
    public void Long_names_are_cut_and_what_would_move_the_cursor_is_not_shown()
    {
        var report = Report(Now, 1, 1, processor: new string('p', 60), error: "bad\u001b[2J\u0007\u009b thing");

        var text = string.Join('\n', TopView.Write(null, report, showsPartitions: false));

        Assert.Contains($"\n{new string('p', TopView.LongestCell - 1)}…  orders", text, StringComparison.Ordinal);
        Assert.Contains("bad?[2J?? thing", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, static each => each != '\n' && char.IsControl(each));
    }

    [Fact]
    public void Partitions_that_were_paused_together_share_a_line()
    {
        var report = Report(Now, 1, 1);
        var (processor, paused) = (report.Processors[0], report.Processors[0].Partitions[3]);
        PartitionReport[] partitions = [paused with { Index = 0 }, paused with { Index = 1 }, paused with { Index = 3 }];

        var lines = TopView.Write(null, report with { Processors = [new ProcessorReport("print", "orders", processor.Group, partitions)] }, showsPartitions: false);

        Assert.Equal("print, partitions 0-1 3 are paused since 2026-11-23 09:30:00Z by ada@laptop: maintenance", lines[^1]);
    }

    [Fact]
    public void A_look_is_one_json_object_in_one_line()
    {
        var text = TopJson.Write(Report(Now.AddSeconds(-2), 100, 100), Report(Now, 340, 350), showsPartitions: true);

        Assert.DoesNotContain('\n', text);
        var root = JsonDocument.Parse(text).RootElement;
        Assert.Equal("worker-a", root.GetProperty("leader").GetString());
        var processor = root.GetProperty("processors")[0];
        Assert.Equal(120, processor.GetProperty("handled_per_second").GetDouble());
        Assert.Equal(250, processor.GetProperty("sent_per_second").GetDouble());
        Assert.Equal((1, 1, 2, 2), (Number("quarantined"), Number("paused"), Number("members"), Number("owners")));
        Assert.Equal(2, processor.GetProperty("last_error").GetProperty("partition").GetInt32());
        Assert.Equal(["working", "idle", "quarantined", "paused"], processor.GetProperty("partitions").EnumerateArray().Select(static each => each.GetProperty("state").GetString()!));
        Assert.Equal(JsonValueKind.Null, processor.GetProperty("partitions")[1].GetProperty("handled_per_second").ValueKind);

        int Number(string name) => processor.GetProperty(name).GetInt32();
    }

    private static AppReport Report(DateTimeOffset at, long handled, long sent, string processor = "print", string error = "bad")
    {
        var group = new GroupState
        {
            Generation = 3,
            Assignment = new Assignment(["worker-a", "worker-b"], [0, 1, 0, 1]),
            Members = [Member("worker-a"), Member("worker-b")],
        };
        var (failed, mark) = (new EntryId(5, 0), $"System.InvalidOperationException: {error}");
        PartitionReport[] partitions =
        [
            Partition(0, Lease("worker-a", handled), sent, lag: 10, next: new EntryId((ulong)at.AddSeconds(-4).ToUnixTimeMilliseconds(), 0)),
            // Taken anew at each look: its position may have been moved.
            Partition(1, Lease("worker-b", handled) with { Epoch = at.ToUnixTimeMilliseconds() }, sent),
            Partition(2, Lease(null, 5) with { Quarantine = new QuarantineMark(failed, failed, mark, Now.AddHours(-1)) }, 5)
                with { Progress = Progress(Lease(null, 5) with { Quarantine = new QuarantineMark(failed, failed, mark, Now.AddHours(-1)) }, 5, 0, null)
                    with { Failure = new FailureNote(failed, failed, mark, "worker-a", Now.AddHours(-1)) } },
            Partition(3, Lease(null, 5) with { Pause = new PauseMark("ada@laptop", Now.AddMinutes(-30), "maintenance") }, 5),
        ];
        return new AppReport(
            "shop", "redis://127.0.0.1:6379", at, new LeaderState("worker-a", 7, TimeSpan.FromSeconds(9)), [new ProcessorReport(processor, "orders", group, partitions)], []);

        PartitionReport Partition(int index, LeaseState lease, long added, long lag = 0, EntryId? next = null)
        {
            var progress = Progress(lease, added, lag, next);
            var owner = group.Assignment!.OwnerOf(index);
            return new PartitionReport(index, PartitionStandings.Judge(progress, group, owner), progress, owner);
        }

        ProcessorProgress Progress(LeaseState lease, long added, long lag, EntryId? next)
            => new() { Now = at, Lease = lease, Lag = lag, Next = next, Partition = new PartitionState(added, new EntryId(1, 0), new EntryId(9, 0), added) };

        static LeaseState Lease(string? owner, long position) => new()
        {
            Owner = owner,
            Epoch = 1,
            Remaining = owner is null ? TimeSpan.Zero : TimeSpan.FromSeconds(10),
            Cursor = new EntryId(4, 0),
            Position = position,
        };

        static GroupMember Member(string id) => new(id, TimeSpan.FromSeconds(10), IsActive: true);
    }
}
