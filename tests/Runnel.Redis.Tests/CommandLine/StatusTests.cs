using System.Text.Json;
using System.Text.RegularExpressions;
using Runnel.Brokers;
using Runnel.Brokers.Redis;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>The command <c>status</c> while no worker runs: it tells what Redis holds.</summary>
public sealed class StatusTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly GroupId Group = new("sales", "ring_up");

    private readonly TillProgram _program = new();
    private RedisServer _server = null!;
    private RedisBroker _broker = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The output without its alignment: cells between bars.</summary>
    private string Cells => string.Join('\n', _program.Output.Split('\n').Select(static line => Regex.Replace(line.Trim(), " {2,}", "|")));

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url;
        _broker = await Brokers.ConnectAsync(_server.Url, "till");
    }

    public async ValueTask DisposeAsync()
    {
        _program.Dispose();
        await _broker.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_app_that_never_ran_is_told_as_such_and_nothing_is_written()
    {
        Assert.Equal(0, await _program.RunAsync("status"));

        Assert.Matches($@"^till on {_server.Url}, at \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\dZ by its clock\r?\nleader: nobody\r?\n", _program.Output);
        Assert.Matches(@"(?m)^ring_up    sales +4    0     0 s            0        0  4 never started\r?$", _program.Output);
        Assert.Matches(@"(?m)^pay_out    late-refunds +16    0     0 s            0        0  16 never started\r?$", _program.Output);
        Assert.Matches(@"(?m)^          3  never started  -          -      -  -         0     0 s\r?$", _program.Output);
        Assert.Equal(":0\r\n", await RedisCli.RunAsync(_server, "DBSIZE"));
        Assert.Empty(_program.Error);
    }

    [Fact]
    public async Task One_processor_may_be_named_in_any_spelling()
    {
        Assert.Equal(0, await _program.RunAsync("status", "RingUp"));

        Assert.Contains("ring_up on sales", _program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pay_out", _program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_partition_tells_what_becomes_of_it()
    {
        await PrepareAsync();

        Assert.Equal(0, await _program.RunAsync("status", "ring_up"));

        Assert.Matches(@"(?m)^ring_up\|sales\|4\|12\|\d+(\.\d)? s\|1\|0\|1 working, 1 idle, 1 unassigned, 1 quarantined$", Cells);
        Assert.Matches(@"(?m)^0\|working\|one\|59 min \d+ s\|\d{16}\|\d+-\d+\|9\|\d+(\.\d)? s$", Cells);
        Assert.Matches(@"(?m)^1\|idle\|one\|59 min \d+ s\|\d{16}\|\d+-\d+\|0\|0 s$", Cells);
        Assert.Matches(@"(?m)^2\|quarantined\|-\|-\|\d{16}\|0-0\|1\|\d+(\.\d)? s$", Cells);
        Assert.Matches(@"(?m)^3\|unassigned\|-\|-\|\d{16}\|\d+-\d+\|2\|\d+(\.\d)? s$", Cells);
        Assert.Matches(@"(?m)^  partition 2 is quarantined since 2026-03-29 01:02:03Z at event \d+-\d+: Shop.StuckException: the till is stuck\r?$", _program.Output);
        Assert.Matches(@"(?m)^  partition 0: last error at 2026-03-29 01:02:03Z at events \d+-\d+ to \d+-\d+ on one: Shop.OpenException: too slow\r?$", _program.Output);
        Assert.Contains("  partition 3: 2 events were trimmed before they were handled", _program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("partition 2: last error", _program.Output, StringComparison.Ordinal);
        Assert.Contains("  no assignment", _program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not shown", _program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_it_all()
    {
        var ids = await PrepareAsync();

        var status = await JsonAsync();

        Assert.Equal(("till", _server.Url), (status.GetProperty("app").GetString(), status.GetProperty("broker").GetString()));
        Assert.InRange(status.GetProperty("at").GetDateTimeOffset(), ids[0][0].Timestamp, TimeProvider.System.GetUtcNow().AddSeconds(1));
        Assert.Equal(JsonValueKind.Null, status.GetProperty("leader").ValueKind);
        var processors = status.GetProperty("processors");
        Assert.Equal(["ring_up", "pay_out"], processors.EnumerateArray().Select(processor => processor.GetProperty("processor").GetString()));
        var processor = processors[0];
        Assert.Equal(("sales", 4, 12), (processor.GetProperty("stream").GetString(), processor.GetProperty("partition_count").GetInt32(), processor.GetProperty("lag_events").GetInt32()));
        Assert.True(processor.GetProperty("lag_seconds").GetDouble() >= 0);
        Assert.Equal(1, processor.GetProperty("partition_states").GetProperty("quarantined").GetInt32());

        var partitions = processor.GetProperty("partitions").EnumerateArray().ToList();
        Assert.Equal(["working", "idle", "quarantined", "unassigned"], partitions.Select(partition => partition.GetProperty("state").GetString()));
        Assert.Equal([9, 0, 1, 2], partitions.Select(partition => partition.GetProperty("lag_events").GetInt32()));
        Assert.Equal([0, 0, 0, 2], partitions.Select(partition => partition.GetProperty("lost_events").GetInt32()));
        Assert.Equal([$"{ids[0][1]}", null, $"{ids[2][0]}", $"{ids[3][3]}"], partitions.Select(partition => partition.GetProperty("next_event").GetString()));
        Assert.Equal([$"{ids[0][0]}", $"{ids[1][0]}", "0-0", $"{ids[3][0]}"], partitions.Select(partition => partition.GetProperty("cursor").GetString()));
        Assert.Equal(["one", "one", null, null], partitions.Select(partition => partition.GetProperty("owner").GetString()));
        Assert.InRange(partitions[0].GetProperty("lease_seconds_left").GetDouble(), 3500, 3600);
        Assert.Equal(JsonValueKind.Null, partitions[2].GetProperty("lease_seconds_left").ValueKind);
        Assert.Equal(0, partitions[1].GetProperty("lag_seconds").GetDouble());
        var mark = partitions[2].GetProperty("quarantine");
        Assert.Equal(($"{ids[2][0]}", $"{ids[2][0]}"), (mark.GetProperty("first_event").GetString(), mark.GetProperty("last_event").GetString()));
        Assert.Equal("Shop.StuckException: the till is stuck", mark.GetProperty("exception").GetString());
        var error = partitions[0].GetProperty("last_error");
        Assert.Equal(("one", $"{ids[0][0]}", $"{ids[0][2]}"), (error.GetProperty("owner").GetString(), error.GetProperty("first_event").GetString(), error.GetProperty("last_event").GetString()));
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 2, 3, TimeSpan.Zero), error.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, partitions[1].GetProperty("last_error").ValueKind);
    }

    [Fact]
    public async Task Members_their_assignment_and_the_leader_are_shown()
    {
        await BeatAsync("anna", Long);
        await BeatAsync("bert", Long);
        await BeatAsync("carl", Long);
        await BeatAsync("dora", Long, isActive: false);
        Assert.NotEqual(0, await _broker.AssignAsync(Group, 0, new Assignment(["anna", "bert", "carl"], [0, 1, 1, 1]), Long, Cancellation));
        await AcquireAsync(0, "anna");
        await AcquireAsync(1, "gone");
        await AcquireAsync(2, "dora");
        await _broker.LeadAsync("anna", Long, Cancellation);

        Assert.Equal(0, await _program.RunAsync("status", "ring_up"));
        Assert.Matches(@"leader: anna \(term \d+, 59 min \d+ s left\)", _program.Output);
        Assert.Matches(@"(?m)^0\|idle\|anna\|", Cells);
        Assert.Matches(@"(?m)^1\|waiting for lease\|gone\|", Cells);
        Assert.Matches(@"(?m)^3\|never started\|-\|", Cells);
        Assert.Matches(@"(?m)^assignment \d+\nmember\|state\|holds\|assigned\|time left\nanna\|active\|1\|1\|", Cells);
        Assert.Matches(@"(?m)^bert\|active\|0\|3\|", Cells);
        Assert.Matches(@"(?m)^carl\|standing by\|0\|0\|", Cells);
        Assert.Matches(@"(?m)^dora\|joining\|1\|0\|", Cells);

        var processor = (await JsonAsync()).GetProperty("processors")[0];
        var members = processor.GetProperty("members").EnumerateArray().ToList();
        Assert.True(processor.GetProperty("assignment_generation").GetInt64() > 0);
        Assert.Equal(["active", "active", "standing_by", "joining"], members.Select(member => member.GetProperty("state").GetString()));
        Assert.Equal([1, 2, 3], members[1].GetProperty("assigned_partitions").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal([0], members[0].GetProperty("held_partitions").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal(["anna", "bert", "bert", "bert"], processor.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("assigned_to").GetString()));
    }

    [Fact]
    public async Task A_member_that_is_not_heard_of_is_gone_and_its_partitions_wait_for_its_lease()
    {
        await BeatAsync("bert", Long);
        await BeatAsync("anna", TimeSpan.FromMilliseconds(1));
        await AcquireAsync(0, "anna");
        await AcquireAsync(1, "bert");
        await _broker.CommitAsync(new CommitRequest(await AcquireAsync(2, "bert"), default, default, 0, Release: true));
        await _broker.AcquireAsync(new AcquireRequest(Lease(3), "anna", TimeSpan.FromMilliseconds(1), 0), Cancellation);
        await Eventually.HoldsAsync(async () => (await _broker.InspectAsync(Group, Cancellation)).Members.Count(member => member.Remaining <= TimeSpan.Zero) == 1);
        await Eventually.HoldsAsync(async () => (await _broker.InspectAsync(Lease(3), Cancellation))!.Remaining <= TimeSpan.Zero);

        var processor = (await JsonAsync()).GetProperty("processors")[0];

        Assert.Equal(["gone", "active"], processor.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("state").GetString()));
        Assert.Equal(
            ["waiting_for_lease", "idle", "unassigned", "unassigned"],
            processor.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_partition_that_cannot_be_read_hides_no_other()
    {
        await AcquireAsync(0, "one");
        await RedisCli.RunAsync(_server, "SET", "runnel:{till.sales.1}", "x");
        await AcquireAsync(2, "one");
        await RedisCli.RunAsync(_server, "HSET", "runnel:{till.sales.2}:ring_up", "quarantine", "by hand");

        var processor = (await JsonAsync()).GetProperty("processors")[0];

        var partitions = processor.GetProperty("partitions").EnumerateArray().ToList();
        Assert.Equal(["idle", "unreadable", "unreadable", "never_started"], partitions.Select(partition => partition.GetProperty("state").GetString()));
        Assert.Contains("WRONGTYPE", partitions[1].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Contains("'by hand' is not one that Runnel wrote", partitions[2].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, partitions[1].GetProperty("lag_events").ValueKind);
        Assert.Equal(JsonValueKind.Null, processor.GetProperty("lag_events").ValueKind);
        Assert.Equal(0, await _program.RunAsync("status"));
        Assert.Contains("  partition 1 cannot be read: ", _program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lag_that_nobody_knows_is_not_made_up()
    {
        var values = Enumerable.Range(0, 1200).Select(number => $"{number}").ToArray();
        var ids = new List<EntryId>();
        for (var partition = 0; partition < 2; partition++)
        {
            for (var i = 0; i < values.Length; i += 200) ids.Add((await AppendAsync(partition, i / 200, values[i..(i + 200)])).First);
            await _broker.ResetAsync(Lease(partition), ids[partition * 6], Cancellation);
            await RedisCli.RunAsync(_server, "HSET", $"runnel:{{till.sales.{partition}}}:ring_up", "position", "-1");
        }

        await _broker.ResetAsync(Lease(1), ids[7], Cancellation);
        await RedisCli.RunAsync(_server, "HSET", "runnel:{till.sales.1}:ring_up", "position", "-1");
        await _broker.AppendAsync(new PartitionId("sales", 2), new AppendBatch("p", 1, [new AppendEntry(Brokers.Fields("x"), new EntryId(7, 7))], 0, Long), Cancellation);

        var partitions = (await JsonAsync()).GetProperty("processors")[0].GetProperty("partitions").EnumerateArray().ToList();

        Assert.Equal(JsonValueKind.Null, partitions[0].GetProperty("lag_events").ValueKind);
        Assert.Equal(999, partitions[1].GetProperty("lag_events").GetInt32());
        Assert.Equal((1, JsonValueKind.Null), (partitions[2].GetProperty("lag_events").GetInt32(), partitions[2].GetProperty("lag_seconds").ValueKind));
        Assert.Equal(0, await _program.RunAsync("status", "ring_up"));
        Assert.Matches(@"(?m)^ring_up    sales +4    \?       \? ", _program.Output);
    }

    [Fact]
    public async Task Deleted_events_are_not_counted()
    {
        var first = (await AppendAsync(0, 0, "a", "b", "c", "d")).First;
        await _broker.ResetAsync(Lease(0), first, Cancellation);
        await RedisCli.RunAsync(_server, "XDEL", "runnel:{till.sales.0}", $"{first with { Sequence = first.Sequence + 2 }}");

        var partition = (await JsonAsync()).GetProperty("processors")[0].GetProperty("partitions")[0];

        Assert.Equal(2, partition.GetProperty("lag_events").GetInt32());
    }

    [Fact]
    public async Task Many_partitions_cost_one_question_each_and_no_search()
    {
        _program.Environment["RUNNEL_STREAMS__SALES__PARTITION_COUNT"] = "256";
        await using var client = await Brokers.ClientAsync(_server);
        Assert.Equal(0, await _program.RunAsync("status", "ring_up"));
        var before = await Waits.CallsAsync(client, "evalsha");

        Assert.Equal(0, await _program.RunAsync("status", "ring_up"));

        Assert.Contains("256 never started", _program.Output, StringComparison.Ordinal);
        Assert.InRange(await Waits.CallsAsync(client, "evalsha") - before, 256, 260);
        Assert.Equal(0, await Waits.CallsAsync(client, "keys") + await Waits.CallsAsync(client, "scan"));
    }

    [Fact]
    public async Task A_program_that_declares_another_partition_count_is_refused()
    {
        Assert.Equal(0, await _program.RunAsync("send", "sales", """{"sale_id": 5, "amount": 1}"""));
        _program.Environment["RUNNEL_STREAMS__SALES__PARTITION_COUNT"] = "5";

        Assert.Equal(2, await _program.RunAsync("status"));

        Assert.Contains("'sales' has PartitionCount 4, this program declares 5", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_only_read_can_look()
    {
        await PrepareAsync();
        await RedisCli.RunAsync(_server, "ACL", "SETUSER", "eye", "on", ">secret", "~*", "&*", "+@read", "+@connection", "+@scripting", "+info", "+time");
        _program.Environment["RUNNEL_REDIS_URL"] = _server.Url.Replace("redis://", "redis://eye:secret@", StringComparison.Ordinal);

        Assert.True(await _program.RunAsync("status") == 0, _program.Error);
        Assert.Contains("1 quarantined", _program.Output, StringComparison.Ordinal);
        Assert.True(await _program.RunAsync("partition", "list") == 0, _program.Error);
        Assert.Contains("ring_up on sales/2: quarantined ", _program.Output, StringComparison.Ordinal);
    }

    /// <summary>Partition 0 is worked on, 1 is idle, 2 is quarantined, 3 was left behind and then trimmed.</summary>
    private async Task<EntryId[][]> PrepareAsync()
    {
        var at = new DateTimeOffset(2026, 3, 29, 1, 2, 3, TimeSpan.Zero);
        EntryId[][] ids = [await IdsAsync(0, 10), await IdsAsync(1, 1), await IdsAsync(2, 1), await IdsAsync(3, 5)];
        var claims = new LeaseClaim[4];
        for (var partition = 0; partition < 4; partition++) claims[partition] = await AcquireAsync(partition, "one");
        await _broker.CommitAsync(new CommitRequest(claims[0], default, ids[0][0], 1));
        await _broker.NoteFailureAsync(claims[0], new FailureNote(ids[0][0], ids[0][2], "Shop.OpenException: too slow", "one", at), Cancellation);
        await _broker.CommitAsync(new CommitRequest(claims[1], default, ids[1][0], 1));
        await _broker.NoteFailureAsync(claims[2], new FailureNote(ids[2][0], ids[2][0], "Shop.StuckException: the till is stuck", "one", at), Cancellation);
        await _broker.QuarantineAsync(claims[2], new QuarantineMark(ids[2][0], ids[2][0], "Shop.StuckException: the till is stuck\nnot shown", at), Cancellation);
        await _broker.CommitAsync(new CommitRequest(claims[3], default, ids[3][0], 1, Release: true));
        await RedisCli.RunAsync(_server, "XTRIM", "runnel:{till.sales.3}", "MAXLEN", "2");
        return ids;
    }

    private async Task<EntryId[]> IdsAsync(int partition, int count)
    {
        var first = (await AppendAsync(partition, 0, [.. Enumerable.Range(0, count).Select(number => $"{number}")])).First;
        return [.. Enumerable.Range(0, count).Select(number => first with { Sequence = first.Sequence + (ulong)number })];
    }

    private async Task<AppendReply> AppendAsync(int partition, int batch, params string[] values)
        => await _broker.AppendAsync(new PartitionId("sales", partition), Brokers.Batch(batch + 1, values), Cancellation);

    private async Task BeatAsync(string member, TimeSpan expiry, bool isActive = true)
        => await _broker.HeartbeatAsync(new Heartbeat(Group, member, expiry, Long, isActive), Cancellation);

    private async Task<LeaseClaim> AcquireAsync(int partition, string owner)
    {
        var reply = await _broker.AcquireAsync(new AcquireRequest(Lease(partition), owner, Long, 0), Cancellation);
        Assert.Equal(AcquireStatus.Acquired, reply.Status);
        return new LeaseClaim(Lease(partition), owner, reply.Epoch);
    }

    private async Task<JsonElement> JsonAsync()
    {
        Assert.True(await _program.RunAsync("status", "--json") == 0, _program.Error);
        return JsonDocument.Parse(_program.Output).RootElement;
    }

    private static LeaseId Lease(int partition) => new(new PartitionId("sales", partition), "ring_up");
}
