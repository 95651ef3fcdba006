using System.Text.Json;
using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>
/// A stream that is kept until it is processed, by a worker's own processor and by one of another program, which is slow, or vanished: what
/// goes, what <c>status</c> says, <c>processor forget</c>, and what a full partition does to sends.
/// </summary>
public sealed class RetentionTests : DepotTest
{
    private static readonly GroupId Bill = new("parcels", "bill");

    private readonly DepotProgram _operator = new();

    [Fact]
    public async Task What_both_have_settled_goes_and_status_names_the_slower_one()
    {
        Keep(1000);
        await Broker.RegisterAsync([Bill], Cancellation);
        var running = await RefuseAsync(20, static _ => null);
        await UntilHeldByAsync("bill", 4);

        Assert.Equal(20, await LengthAsync());
        var stream = await StreamAsync();
        Assert.Equal(("until_processed", 1000, 20), (stream.GetProperty("retention").GetString(), stream.GetProperty("partition_size").GetInt32(), stream.GetProperty("length").GetInt32()));
        Assert.Equal(0, await _operator.RunAsync("status"));
        Assert.Matches(@"(?m)^  parcels +until processed +1000 +20 +\d+ +0 +\d.* s +bill \(4 partitions, never run\)\r?$", _operator.Output);

        var ids = await StoredAsync("parcels", 0);
        await SettleAsync(0, ids[1].Id, 2);
        await Eventually.HoldsAsync(async () => (await StoredAsync("parcels", 0)).Count == ids.Count - 2, () => Worker.Logs.ToString());
        for (var partition = 0; partition < 4; partition++)
        {
            var entries = await StoredAsync("parcels", partition);
            await SettleAsync(partition, entries[^1].Id, entries.Count);
        }

        await Eventually.HoldsAsync(async () => await LengthAsync() == 0, () => Worker.Logs.ToString());
        await StopAsync(running);
        Assert.False(Worker.Logs.Has("were trimmed"), Worker.Logs.ToString());
        Assert.Equal(0, (await Broker.InspectProgressAsync(new LeaseId(new PartitionId("parcels", 0), "bill"), Cancellation)).Lost);
    }

    [Fact]
    public async Task A_processor_that_vanished_is_named_and_can_be_forgotten()
    {
        Keep(1000);
        await Broker.RegisterAsync([Bill], Cancellation);
        await Broker.HeartbeatAsync(new Heartbeat(Bill, "m1", TimeSpan.FromHours(1), TimeSpan.FromHours(1)), Cancellation);
        var running = await RefuseAsync(20, static _ => null);
        await UntilHeldByAsync("bill", 4);

        Assert.Equal(2, await _operator.RunAsync("processor", "forget", "bill"));
        Assert.Contains("'bill' is run by m1", _operator.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _operator.RunAsync("processor", "forget", "deliver"));
        Assert.Contains("This program declares the processor 'deliver'", _operator.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _operator.RunAsync("processor", "forget", "ship"));
        Assert.Contains("No processor 'ship' is on record", _operator.Error, StringComparison.Ordinal);
        Assert.Equal(20, await LengthAsync());

        await Broker.LeaveAsync(Bill, "m1", Cancellation);
        Assert.True(await _operator.RunAsync("status", "deliver") == 0, _operator.Error);
        Assert.Matches(@"bill \(4 partitions, nobody has run it for [\d.]+ s\)", _operator.Output);
        Assert.True(await _operator.RunAsync("processor", "forget", "bill") == 0, _operator.Error);

        await Eventually.HoldsAsync(async () => await LengthAsync() == 0, () => Worker.Logs.ToString());
        await StopAsync(running);
    }

    [Fact]
    public async Task A_processor_that_nothing_is_kept_for_any_more_holds_nothing_back_in_status_either()
    {
        Keep(1000);
        await Broker.RegisterAsync([Bill], Cancellation);
        await AddAsync(new PartitionId("parcels", 0), Fields("data", """{"id":1,"to":"here"}"""));
        await UntilHeldByAsync("bill", 1);

        _operator.Environment["RUNNEL_RETENTION_ABANDONED_AFTER_SECONDS"] = "0.05";

        await Eventually.HoldsAsync(async () => (await StreamAsync()).GetProperty("held_back_by").GetArrayLength() == 0, () => _operator.Output);
        Assert.Equal(1, await LengthAsync());
    }

    [Fact]
    public async Task Sends_to_a_full_partition_fail_where_they_are_to()
    {
        Keep(5);
        _operator.Environment["RUNNEL_DEFAULT_WHEN_FULL"] = "fail";
        await Broker.RegisterAsync([Bill], Cancellation);
        var lines = string.Join('\n', Enumerable.Range(1, 200).Select(static id => $$"""{"id": {{id}}, "to": "town {{id}}"}"""));

        Assert.NotEqual(0, await _operator.RunAsync("sendmany", "parcels", _operator.Write("events.jsonl", lines)));

        Assert.Contains("its limit is 5 (PartitionSize)", _operator.Error, StringComparison.Ordinal);
        Assert.Contains("The processor 'bill' holds it back", _operator.Error, StringComparison.Ordinal);
        for (var partition = 0; partition < 4; partition++) Assert.InRange((await StoredAsync("parcels", partition)).Count, 0, 5);
    }

    [Fact]
    public async Task Sends_to_a_full_partition_wait_until_there_is_room()
    {
        Keep(5);
        await Broker.RegisterAsync([Bill], Cancellation);
        Worker.Script.Refuses = static _ => null;
        var running = Worker.RunAsync("worker");
        var lines = string.Join('\n', Enumerable.Range(1, 200).Select(static id => $$"""{"id": {{id}}, "to": "town {{id}}"}"""));
        var sending = Program.RunAsync("sendmany", "parcels", Program.Write("events.jsonl", lines));
        await Eventually.HoldsAsync(async () => await LengthAsync() == 20, () => Worker.Logs.ToString());
        Assert.False(sending.IsCompleted);

        Assert.True(await _operator.RunAsync("processor", "forget", "bill") == 0, _operator.Error);

        Assert.True(await sending == 0, Program.Error);
        await Eventually.HoldsAsync(() => Worker.Script.Delivered.Count == 200, () => Worker.Logs.ToString());
        await StopAsync(running);
        Assert.Equal(Enumerable.Range(1, 200), Worker.Script.Delivered.Select(static seen => seen.Parcel.Id).Order());
    }

    [Fact]
    public async Task Dead_letters_that_come_back_wait_for_room()
    {
        Keep(5);
        var running = await RefuseAsync(4, static _ => new InvalidOperationException("closed"));
        Worker.Script.Refuses = static _ => null;
        await Broker.RegisterAsync([Bill], Cancellation);
        for (var partition = 0; partition < 4; partition++)
        {
            for (var i = 0; i < 5; i++) await AddAsync(new PartitionId("parcels", partition), Fields("data", """{"id":1000,"to":"nowhere"}"""));
        }

        var returning = Program.RunAsync("deadletter", "requeue", "parcels");
        await Eventually.HoldsAsync(() => Program.Error.Contains("is waited for", StringComparison.Ordinal), () => Program.Error);
        Assert.False(returning.IsCompleted);
        Assert.Equal(4, (await LettersAsync()).Count);

        Assert.True(await _operator.RunAsync("processor", "forget", "bill") == 0, _operator.Error);

        Assert.True(await returning == 0, Program.Error);
        Assert.Empty(await LettersAsync());
        await Eventually.HoldsAsync(() => Worker.Script.Delivered.Count(static seen => seen.Returns == 1) == 4, () => Worker.Logs.ToString());
        await StopAsync(running);
    }

    /// <summary>All programs are set up alike.</summary>
    private void Keep(int limit)
    {
        foreach (var program in (DepotProgram[])[Program, Worker, _operator])
        {
            program.Environment["RUNNEL_REDIS_URL"] = Server.Url;
            program.Environment["RUNNEL_STREAMS__PARCELS__RETENTION"] = "until_processed";
            program.Environment["RUNNEL_STREAMS__PARCELS__PARTITION_SIZE"] = $"{limit}";
            program.Environment["RUNNEL_LEADERSHIP_POLL_INTERVAL"] = "200";
            program.Environment["RUNNEL_SEND_TIMEOUT_SECONDS"] = "120";
        }
    }

    private async Task<long> LengthAsync()
    {
        long length = 0;
        for (var partition = 0; partition < 4; partition++) length += (await Broker.InspectAsync(new PartitionId("parcels", partition), Cancellation)).Length;
        return length;
    }

    private async Task SettleAsync(int partition, EntryId cursor, long count)
    {
        var lease = new LeaseId(new PartitionId("parcels", partition), "bill");
        var acquired = await Broker.AcquireAsync(new AcquireRequest(lease, "biller", TimeSpan.FromHours(1), 0), Cancellation);
        var reply = await Broker.CommitAsync([new CommitRequest(new LeaseClaim(lease, "biller", acquired.Epoch), acquired.Cursor, cursor, count)], Cancellation);
        Assert.Equal(CommitStatus.Committed, reply[0].Status);
    }

    private Task UntilHeldByAsync(string processor, int partitions) => Eventually.HoldsAsync(async () =>
    {
        var held = (await StreamAsync()).GetProperty("held_back_by").EnumerateArray().ToList();
        return held.Count == 1 && held[0].GetProperty("processor").GetString() == processor && held[0].GetProperty("partitions").GetArrayLength() == partitions;
    }, () => _operator.Output);

    private async Task<JsonElement> StreamAsync()
    {
        Assert.True(await _operator.RunAsync("status", "--json") == 0, _operator.Error);
        return JsonDocument.Parse(_operator.Output).RootElement.GetProperty("streams").EnumerateArray().Single(static stream => stream.GetProperty("stream").GetString() == "parcels");
    }
}
