using System.Text;
using System.Text.RegularExpressions;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>Parked keys: <c>deadletter parked</c> and <c>deadletter release</c>, with a worker that plays back.</summary>
public sealed class ParkedTests : DepotTest
{
    private static readonly string[] Towns = ["first", "second", "third"];

    private string Cells => string.Join('\n', Program.Output.Split('\n').Select(static line => Regex.Replace(line.Trim(), " {2,}", "|")));

    private IEnumerable<string> Delivered => Worker.Script.Delivered.Select(static each => $"{each.Parcel.Id} {each.Parcel.To} {each.Returns}");

    [Fact]
    public async Task A_parked_key_is_seen_and_released_in_order()
    {
        var running = await ParkAsync();

        Assert.Equal(0, await Program.RunAsync("deadletter", "parked"));
        Assert.Matches(@"(?m)^7\|deliver\|parcels/\d\|3\|[\d.]+ m?s\|\d+-\d+\|parked$", Cells);
        var key = (await JsonAsync("deadletter", "parked", "--processor", "deliver")).GetProperty("keys")[0];
        Assert.Equal(("7", 3, false), (key.GetProperty("key").GetString(), key.GetProperty("events").GetInt32(), key.GetProperty("releasing").GetBoolean()));
        var partition = key.GetProperty("partition").GetInt32();
        var status = (await JsonAsync("status", "deliver")).GetProperty("processors")[0].GetProperty("partitions")[partition];
        Assert.Equal((1, 3), (status.GetProperty("parked_keys").GetInt32(), status.GetProperty("parked_events").GetInt32()));
        Assert.Equal(0, await Program.RunAsync("status", "deliver"));
        Assert.Contains("3 events of 1 keys are parked, see 'deadletter parked'", Program.Output, StringComparison.Ordinal);

        Worker.Script.Refuses = static _ => null;
        Assert.True(await Program.RunAsync("deadletter", "release", "7", "--wait") == 0, Program.Error);

        Assert.Equal(
            [$"deliver on parcels/{partition}: key '7' is released; its worker plays back 3 events", $"deliver on parcels/{partition}: key '7' is free"],
            Program.Output.TrimEnd().Split(Environment.NewLine));
        Assert.Equal(["8 other 0", "7 first 1", "7 second 1", "7 third 1"], Delivered);
        await Eventually.HoldsAsync(async () => (await LettersAsync()).Count == 0);
        await SendAsync("parcels", ["""{"id": 7, "to": "fourth"}"""]);
        await Eventually.HoldsAsync(() => Delivered.Last() == "7 fourth 0", () => Worker.Logs.ToString());
        await StopAsync(running);
        Assert.Equal(0, await Program.RunAsync("deadletter", "parked"));
        Assert.Equal("no parked keys", Program.Output.Trim());
        Assert.Equal(0, await Program.RunAsync("deadletter", "release", "--all"));
        Assert.Equal("no parked keys", Program.Output.Trim());
    }

    [Fact]
    public async Task A_release_that_fails_again_says_where()
    {
        var running = await ParkAsync();
        Worker.Script.Refuses = static parcel => parcel.To == "second" ? new TimeoutException("away") : null;

        Assert.Equal(1, await Program.RunAsync("deadletter", "release", "--all", "--wait"));

        Assert.Contains("key '7' stays parked: event", Program.Error, StringComparison.Ordinal);
        Assert.Contains("2 events wait", Program.Error, StringComparison.Ordinal);
        Assert.Equal(["8 other 0", "7 first 1"], Delivered);
        await StopAsync(running);
    }

    [Fact]
    public async Task Letters_of_parked_events_are_neither_requeued_nor_purged()
    {
        await StopAsync(await ParkAsync());
        var letters = await LettersAsync();

        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "parcels", "--dry-run"));
        Assert.Contains("its event is parked, and would come out of turn: 'deadletter release 7'", Program.Output, StringComparison.Ordinal);
        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "parcels"));
        Assert.Contains("'deadletter release 7' plays it back in order", Program.Error, StringComparison.Ordinal);
        Assert.Equal(2, await Program.RunAsync("deadletter", "purge", "parcels", "--yes"));
        Assert.Equal("deleted 0 dead letters of dead.parcels", Program.Output.Trim());
        Assert.StartsWith("error: 3 dead letters of dead.parcels stay: their events are parked.", Program.Error.Trim(), StringComparison.Ordinal);

        Assert.Equal(letters, await LettersAsync());
        Assert.Equal(4, (await StoredAsync("parcels")).Count);
    }

    [Fact]
    public async Task Discarding_asks_and_leaves_the_events_to_the_dead_letters()
    {
        await StopAsync(await ParkAsync());
        Assert.Equal(2, await Program.RunAsync("deadletter", "release", "7", "--discard"));
        Assert.Contains("pass --yes", Program.Error, StringComparison.Ordinal);
        (Program.IsTerminal, Program.Input) = (true, Encoding.UTF8.GetBytes("n\n"));
        Assert.Equal(0, await Program.RunAsync("deadletter", "release", "7", "--discard"));
        Assert.EndsWith($"nothing was done{Environment.NewLine}", Program.Output, StringComparison.Ordinal);
        Program.IsTerminal = false;

        Assert.Equal(0, await Program.RunAsync("deadletter", "release", "7", "--discard", "--yes"));
        Assert.Contains("key '7' is free; 3 events stay in the sink as dead letters", Program.Output, StringComparison.Ordinal);

        Assert.Equal(3, (await LettersAsync()).Count);
        Assert.Equal(0, await Program.RunAsync("deadletter", "requeue", "parcels"));
        Assert.Empty(await LettersAsync());
    }

    [Theory]
    [InlineData("needs a KEY, or --all")]
    [InlineData("needs a KEY, or --all", "7", "--all")]
    [InlineData("--discard is done at once", "7", "--discard", "--wait")]
    [InlineData("No key '9' is parked there", "9")]
    [InlineData("has partitions 0 to 3", "7", "--processor", "deliver", "--partition", "4")]
    [InlineData("has no processor 'none'", "7", "--processor", "none")]
    public async Task What_cannot_be_released_is_said(string message, params string[] arguments)
    {
        Assert.Equal(2, await Program.RunAsync(["deadletter", "release", .. arguments]));

        Assert.Contains(message, Program.Error, StringComparison.Ordinal);
    }

    /// <summary>Parcels of key 7 are refused, one of key 8 is delivered. Leaves the worker running.</summary>
    private async Task<Task<int>> ParkAsync()
    {
        Worker.Environment["RUNNEL_PROCESSORS__DELIVER__DEAD_LETTER_MODE"] = "park_key";
        Worker.Script.Refuses = static parcel => parcel.To == "first" ? new InvalidOperationException("closed") : null;
        await SendAsync("parcels", [.. Towns.Select(static town => $$"""{"id": 7, "to": "{{town}}"}"""), """{"id": 8, "to": "other"}"""]);
        var running = Worker.RunAsync("worker");
        await Eventually.HoldsAsync(
            async () => Worker.Script.Delivered.Count == 1 && Worker.Script.Buried.Count == 3 && (await LettersAsync()).Count == 3, () => Worker.Logs.ToString());
        return running;
    }
}
