using System.Text.Json;
using Runnel.Brokers;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>Watching events: <c>tail</c>.</summary>
public sealed class TailTests : DepotTest
{
    /// <summary>Not what a command before it printed.</summary>
    private List<string> Lines => [.. Program.Output.Split(Environment.NewLine).Where(static line => line.Contains("parcels/", StringComparison.Ordinal) || line.StartsWith('{'))];

    [Fact]
    public async Task What_is_kept_is_printed_in_the_order_of_ids_over_all_partitions()
    {
        await SendAsync("parcels", Enumerable.Range(1, 2000).Select(static id => $$"""{"id": {{id}}, "to": "town"}"""));

        Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", "start", "--limit", "2000", "--json"));

        var events = Lines.ConvertAll(static line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(Enumerable.Range(1, 2000), events.Select(static each => each.GetProperty("record").GetProperty("id").GetInt32()).Order());
        var ids = events.ConvertAll(static each => EntryId.Parse(each.GetProperty("id").GetString()!));
        Assert.Equal(ids.Order(), ids);
        Assert.Equal([0, 1, 2, 3], events.Select(static each => each.GetProperty("partition").GetInt32()).Distinct().Order());
        Assert.Equal(":0\r\n", (await RedisCli.RunAsync(Server, "EXISTS", "runnel:{depot.parcels.0}:deliver")));
    }

    [Fact]
    public async Task It_follows_until_it_is_stopped_and_ends_with_0()
    {
        await SendAsync("parcels", ["""{"id": 1, "to": "before"}"""]);
        using var sender = new DepotProgram();
        sender.Environment["RUNNEL_REDIS_URL"] = Server.Url;
        var running = Task.Run(() => Program.RunAsync("tail", "parcels"), Cancellation);

        // What is sent before it has begun is not printed.
        await Eventually.HoldsAsync(async () =>
        {
            await sender.RunAsync("send", "parcels", """{"id": 2, "to": "after"}""");
            return Lines.Count >= 2;
        });
        Program.Signals!.Receive("SIGINT", 2);

        Assert.Equal(0, await running);
        Assert.All(Lines, static line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d\dZ parcels/\d \d+-\d+ \{""id"":2,""to"":""after""\}$", line));
    }

    [Fact]
    public async Task One_key_one_partition_one_place_or_a_count_may_be_asked_for()
    {
        await SendAsync("parcels", Enumerable.Range(0, 60).Select(static i => $$"""{"id": {{i % 6}}, "to": "{{i}}"}"""));
        var stored = new List<(int Partition, StreamEntry Entry)>();
        for (var partition = 0; partition < 4; partition++) stored.AddRange((await StoredAsync("parcels", partition)).Select(entry => (partition, entry)));

        Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", "start", "--key", "5", "--limit", "10"));
        Assert.Equal(10, Lines.Count);
        Assert.All(Lines, static line => Assert.Contains("""{"id":5,""", line, StringComparison.Ordinal));

        var (busiest, count) = stored.GroupBy(static each => each.Partition).Select(static group => (group.Key, group.Count())).MaxBy(static group => group.Item2);
        Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", "1970-01-01", "--partition", $"{busiest}", "--limit", $"{count}"));
        Assert.All(Lines, line => Assert.Contains($" parcels/{busiest} ", line, StringComparison.Ordinal));

        var third = stored.Where(each => each.Partition == busiest).ElementAt(2).Entry.Id;
        Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", $"{third}", "--partition", $"{busiest}", "--limit", "1"));
        Assert.Contains($" {third} ", Assert.Single(Lines), StringComparison.Ordinal);

        Assert.Equal(2, await Program.RunAsync("tail", "parcels", "--key", "5", "--partition", $"{(await PartitionOfAsync("5") + 1) % 4}"));
        Assert.Contains("the key '5' is in partition", Program.Error, StringComparison.Ordinal);

        async Task<int> PartitionOfAsync(string key)
        {
            Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", "start", "--key", key, "--limit", "1", "--json"));
            return JsonDocument.Parse(Program.Output).RootElement.GetProperty("partition").GetInt32();
        }
    }

    [Fact]
    public async Task What_cannot_be_decoded_is_printed_with_the_reason_and_raw_fields_on_demand()
    {
        var partition = new PartitionId("parcels", 1);
        await AddAsync(partition, Fields("data", "{\"id\": \"x\"}"));
        await AddAsync(partition, Fields("data", "{\"id\":1,\"to\":\"x\"}", "@returns", "2"));

        Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", "start", "--limit", "2"));
        Assert.Contains(""" data="{\"id\": \"x\"}" (cannot be decoded: Parcel, field 'id'""", Lines[0], StringComparison.Ordinal);
        Assert.EndsWith(""" (came back 2) {"id":1,"to":"x"}""", Lines[1], StringComparison.Ordinal);

        Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", "start", "--limit", "2", "--raw"));
        Assert.EndsWith(""" data="{\"id\":1,\"to\":\"x\"}" @returns="2" """.TrimEnd(), Lines[1], StringComparison.Ordinal);

        Assert.Equal(0, await Program.RunAsync("tail", "parcels", "--from", "start", "--limit", "2", "--json"));
        var events = Lines.ConvertAll(static line => JsonDocument.Parse(line).RootElement);
        Assert.Equal("{\"id\": \"x\"}", events[0].GetProperty("fields")[0].GetProperty("value").GetString());
        Assert.StartsWith("Parcel, field 'id'", events[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal((2, "1"), (events[1].GetProperty("returns").GetInt32(), events[1].GetProperty("key").GetString()));
    }

    [Fact]
    public async Task A_sink_can_be_watched()
    {
        await StopAsync(await RefuseAsync(1, static _ => new InvalidOperationException("closed")));

        Assert.Equal(0, await Program.RunAsync("tail", "dead.parcels", "--from", "start", "--limit", "1", "--json"));

        Assert.Equal("deliver", JsonDocument.Parse(Program.Output).RootElement.GetProperty("record").GetProperty("processor").GetString());
    }

    [Fact]
    public async Task A_server_that_comes_back_is_followed_on()
    {
        await SendAsync("parcels", ["""{"id": 1, "to": "before"}"""]);
        var running = Task.Run(() => Program.RunAsync("tail", "parcels", "--from", "start", "--limit", "2"), Cancellation);
        await Eventually.HoldsAsync(() => Lines.Count == 1, () => Program.Error);
        await Server.KillAsync();
        await Eventually.HoldsAsync(() => Program.Error.Contains("It goes on when redis://", StringComparison.Ordinal), () => Program.Error);

        await Server.StartAgainAsync();
        await Brokers.OnceThereAsync(async () =>
        {
            var batch = new AppendBatch("p", 1, [new AppendEntry(Fields("data", "{\"id\":1,\"to\":\"after\"}"))], 0, TimeSpan.FromMinutes(1));
            return await Broker.AppendAsync(new PartitionId("parcels", 0), batch, Cancellation);
        });

        Assert.Equal(0, await running);
        Assert.Contains("after", Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_that_is_no_stream_is_told()
    {
        await RedisCli.RunAsync(Server, "SET", "runnel:{depot.parcels.2}", "x");

        Assert.Equal(2, await Program.RunAsync("tail", "parcels", "--from", "start"));

        Assert.StartsWith("error: ", Program.Error, StringComparison.Ordinal);
    }
}
