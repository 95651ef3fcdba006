using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>Dead letters that come back: <c>deadletter requeue</c>.</summary>
public sealed class RequeueTests : DepotTest
{
    private volatile bool _isRepaired;

    [Fact]
    public async Task A_repaired_worker_handles_what_came_back_and_knows_that_it_did()
    {
        var running = await RefuseAsync(20, parcel => parcel.Id % 2 == 0 && !_isRepaired ? new InvalidOperationException("closed") : null);
        _isRepaired = true;

        Assert.True(await Program.RunAsync("deadletter", "requeue", "parcels") == 0, Program.Error);

        Assert.Equal($"requeued 10 of 10 dead letters of dead.parcels to parcels{Environment.NewLine}", Program.Output);
        await Eventually.HoldsAsync(() => Worker.Script.Delivered.Count == 20, () => Worker.Logs.ToString());
        await StopAsync(running);
        Assert.Equal(Enumerable.Range(1, 20), Worker.Script.Delivered.Select(static seen => seen.Parcel.Id).Order());
        Assert.All(Worker.Script.Delivered, static seen => Assert.Equal(seen.Parcel.Id % 2 == 0 ? 1 : 0, seen.Returns));
        Assert.Empty(await LettersAsync());

        // The sink's own processor was done with them, and misses none.
        Assert.Equal(10, Worker.Script.Buried.Count);
        Assert.False(Worker.Logs.Has("trimmed"));
    }

    [Fact]
    public async Task What_fails_again_is_a_dead_letter_again_and_counts_its_returns()
    {
        var running = await RefuseAsync(3, static _ => new InvalidOperationException("closed"));
        for (var round = 1; round <= 3; round++)
        {
            Assert.True(await Program.RunAsync("deadletter", "requeue", "parcels") == 0, Program.Error);
            Assert.StartsWith("requeued 3 of 3", Program.Output, StringComparison.Ordinal);
            var expected = round;
            await Eventually.HoldsAsync(async () => await ReturnsAsync() is { Count: 3 } returns && returns.All(each => each == expected), () => Program.Output);
        }

        await StopAsync(running);
        var stored = await StoredAsync("parcels");
        Assert.Equal(12, stored.Count);
        Assert.Equal([0, 1, 2, 3], stored.Where(static entry => Text(entry.Fields).Contains("town 2", StringComparison.Ordinal)).Select(static entry => EntryHeaders.ReturnsOf(entry.Fields)));
    }

    [Fact]
    public async Task Fields_come_back_byte_for_byte_to_the_partition_of_their_key()
    {
        await StopAsync(await RefuseAsync(30, static _ => new InvalidOperationException("closed")));
        List<IReadOnlyList<StreamEntry>> before = [];
        for (var partition = 0; partition < 4; partition++) before.Add(await StoredAsync("parcels", partition));
        var letters = await LettersAsync();

        Assert.True(await Program.RunAsync("deadletter", "requeue", "dead.parcels") == 0, Program.Error);

        for (var partition = 0; partition < 4; partition++)
        {
            var after = (await StoredAsync("parcels", partition)).Skip(before[partition].Count).ToList();
            Assert.Equal(before[partition].Select(static entry => Text(entry.Fields)), after.Select(static entry => Text(entry.Fields).Split(" @", 2)[0]));
            Assert.All(after, entry => Assert.Matches(@" @returns=1 @dead=\d+-\d+$", Text(entry.Fields)));
        }

        Assert.Equal(letters.Order(), (await StoredAsync("parcels")).Select(static entry => Text(entry.Fields).Split("@dead=")).Where(static parts => parts.Length > 1).Select(static parts => parts[1]).Order());
    }

    [Fact]
    public async Task Only_what_is_chosen_comes_back()
    {
        await StopAsync(await RefuseAsync(6, static parcel => parcel.Id % 2 == 0 ? new InvalidOperationException("even") : new TimeoutException("odd")));
        var letters = await LettersAsync();

        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels", "--dry-run", "--key", "3"));
        Assert.Matches(@"^\d+-\d+ to parcels/\d, return 1 \(was parcels/\d \d+-\d+\)\r?\nwould requeue 1 of 1 dead letters of dead.parcels; nothing was done\r?\n$", Program.Output);
        Assert.Equal(6, (await LettersAsync()).Count);

        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels", "--key", "3"));
        Assert.Equal(5, (await LettersAsync()).Count);
        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels", "--key", "3"));
        Assert.Equal("dead.parcels: no such dead letters", Program.Output.Trim());

        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels", "--exception", "InvalidOperationException", "--limit", "2"));
        Assert.Equal(3, (await LettersAsync()).Count);

        var left = await LettersAsync();
        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "parcels", left[1], letters.Except(left).First()));
        Assert.Contains($"{letters.Except(left).First()}. Nothing was done.", Program.Error, StringComparison.Ordinal);
        Assert.Equal(left, await LettersAsync());
        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels", left[1]));
        Assert.Equal([left[0], left[2]], await LettersAsync());
    }

    [Fact]
    public async Task Cut_between_sending_and_removing_it_can_be_run_again_and_nothing_comes_twice()
    {
        await StopAsync(await RefuseAsync(10, static _ => new InvalidOperationException("closed")));
        await RedisCli.RunAsync(Server, "ACL", "SETUSER", "default", "-xdel");

        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "parcels"));
        Assert.Contains("; 10 are left: run it again", Program.Output, StringComparison.Ordinal);
        Assert.Equal(20, (await StoredAsync("parcels")).Count);
        Assert.Equal(10, (await LettersAsync()).Count);

        await RedisCli.RunAsync(Server, "ACL", "SETUSER", "default", "+xdel");
        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels"));
        Assert.Equal(
            $"requeued 10 of 10 dead letters of dead.parcels to parcels; 10 had been sent by an earlier run, and were not sent twice{Environment.NewLine}", Program.Output);
        Assert.Equal(20, (await StoredAsync("parcels")).Count);
        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public async Task What_comes_twice_after_its_memory_has_run_out_can_be_told()
    {
        await StopAsync(await RefuseAsync(1, static _ => new InvalidOperationException("closed")));
        await RedisCli.RunAsync(Server, "ACL", "SETUSER", "default", "-xdel");
        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "parcels"));
        await RedisCli.RunAsync(Server, "ACL", "SETUSER", "default", "+xdel");
        var letter = Assert.Single(await LettersAsync());
        var (partition, _) = await WhereAsync();
        Assert.Equal(":1\r\n", await RedisCli.RunAsync(Server, "DEL", $"runnel:{{depot.parcels.{partition}}}:producer:dead.parcels/{letter}"));

        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels"));

        var (_, stored) = await WhereAsync();
        Assert.Equal(["", letter, letter], stored.Select(static entry => Text(entry.Fields).Split("@dead=") is [_, var id] ? id : ""));
    }

    [Fact]
    public async Task While_connections_are_killed_each_comes_back_once_and_in_order()
    {
        const int Total = 1500;
        await StopAsync(await RefuseAsync(Total, static _ => new InvalidOperationException("closed")));
        var before = (await StoredAsync("parcels")).Count;
        var (isDone, kills) = (false, 0);
        var killing = Task.Run(
            async () =>
            {
                while (!Volatile.Read(ref isDone))
                {
                    var length = await LengthAsync();
                    await RedisCli.RunAsync(Server, "CLIENT", "KILL", "TYPE", "normal");
                    kills++;
                    await Eventually.HoldsAsync(async () => Volatile.Read(ref isDone) || await LengthAsync() > length);
                }
            },
            Cancellation);

        // Reading the sink is not repeated as appending is: where that was hit, it ends with 3 and is run again.
        await Eventually.HoldsAsync(async () => await Program.RunAsync("deadletter", "requeue", "parcels") == 0, () => Program.Error);
        Volatile.Write(ref isDone, true);
        await killing;

        Assert.True(kills > 0);
        Assert.Empty(await Brokers.OnceThereAsync(async () => await LettersAsync()));
        Assert.Equal(2 * before, (await StoredAsync("parcels")).Count);
        for (var partition = 0; partition < 4; partition++)
        {
            var stored = await StoredAsync("parcels", partition);
            var sent = stored.Take(stored.Count / 2).Select(static entry => Text(entry.Fields));
            Assert.Equal(sent, stored.Skip(stored.Count / 2).Select(static entry => Text(entry.Fields).Split(" @", 2)[0]));
        }

        async Task<long> LengthAsync()
            => (await Brokers.OnceThereAsync(async () => await Broker.InspectAsync(new PartitionId("parcels", 0), Cancellation))).Length;
    }

    [Fact]
    public async Task What_cannot_be_decoded_goes_back_to_where_it_came_from()
    {
        await AddAsync(new PartitionId("parcels", 2), Fields("data", "{\"id\": \"x\"}", "data", "twice"));
        var running = Worker.RunAsync("worker");
        await Eventually.HoldsAsync(async () => (await LettersAsync()).Count == 1, () => Worker.Logs.ToString());
        await StopAsync(running);

        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels"));

        var stored = await StoredAsync("parcels", 2);
        Assert.StartsWith("data={\"id\": \"x\"} data=twice @returns=1 @dead=", Text(stored[1].Fields), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_sent_stays_and_is_told()
    {
        await AddAsync(Sink, Fields("something", "else"));
        await AddAsync(new PartitionId("dead.notes", 0), Fields("number", "1"));
        await AddAsync(new PartitionId("dead.notes", 0), Fields("key", "a", "number", "x"));
        await AddAsync(new PartitionId("dead.notes", 0), Fields("key", "a", "number", "2"));

        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "parcels"));
        Assert.Contains("stays in dead.parcels: it cannot be read: Dead, field 'data'", Program.Error, StringComparison.Ordinal);
        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "notes", "--dry-run"));
        Assert.Contains("would requeue 1 of 3", Program.Output, StringComparison.Ordinal);
        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "notes"));

        Assert.Equal("requeued 1 of 3 dead letters of dead.notes to notes; 2 could not be sent, and stay", Program.Output.Trim());
        Assert.Contains("the partition of its key is not known: Note, field 'key'", Program.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await StoredAsync("dead.notes", 0)).Count);
        Assert.Equal("key=a number=2 @returns=1", Text(Assert.Single(await StoredAsync("notes")).Fields).Split(" @dead")[0]);
    }

    [Fact]
    public async Task A_sink_of_the_same_record_brings_back_too()
    {
        Worker.Script.RefusesNote = note => note.Number == 2 && !_isRepaired ? new InvalidOperationException("closed") : null;
        await SendAsync("notes", ["{\"key\": \"a\", \"number\": 1}", "{\"key\": \"a\", \"number\": 2}"]);
        var running = Worker.RunAsync("worker");
        await Eventually.HoldsAsync(async () => (await StoredAsync("dead.notes", 0)).Count == 1);
        _isRepaired = true;

        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "notes"));

        await Eventually.HoldsAsync(() => Worker.Script.Read.Count == 2, () => Worker.Logs.ToString());
        await StopAsync(running);
        Assert.Equal([(new Note("a", 1), 0), (new Note("a", 2), 1)], Worker.Script.Read);
    }

    [Fact]
    public async Task On_a_terminal_a_bar_is_drawn()
    {
        await StopAsync(await RefuseAsync(3, static _ => new InvalidOperationException("closed")));
        Program.IsTerminal = true;

        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels"));

        Assert.Contains("requeueing [", Program.Output, StringComparison.Ordinal);
        Assert.EndsWith($"requeued 3 of 3 dead letters of dead.parcels to parcels{Environment.NewLine}", Program.Output, StringComparison.Ordinal);
    }

    private async Task<List<int>> ReturnsAsync()
        => [.. (await JsonAsync("deadletter", "list", "parcels")).GetProperty("sinks")[0].GetProperty("letters").EnumerateArray().Select(static letter => letter.GetProperty("returns").GetInt32())];

    private async Task<(int Partition, IReadOnlyList<StreamEntry> Stored)> WhereAsync()
    {
        for (var partition = 0; partition < 4; partition++)
        {
            if (await StoredAsync("parcels", partition) is { Count: > 0 } stored) return (partition, stored);
        }

        throw new InvalidOperationException("Nothing is stored.");
    }
}
