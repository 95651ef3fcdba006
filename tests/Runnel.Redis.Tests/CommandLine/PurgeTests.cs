using System.Text;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>Dead letters that are done with: <c>deadletter purge</c>.</summary>
public sealed class PurgeTests : DepotTest
{
    [Fact]
    public async Task What_is_chosen_is_deleted()
    {
        await StopAsync(await RefuseAsync(6, static parcel => parcel.Id % 2 == 0 ? new InvalidOperationException("even") : new TimeoutException("odd")));
        var letters = await LettersAsync();

        Assert.Equal(0, await Program.RunAsync("deadletter", "purge", "parcels", "--exception", "TimeoutException", "--dry-run"));
        Assert.Equal(4, Program.Output.TrimEnd().Split('\n').Length);
        Assert.EndsWith($"would delete 3 dead letters of dead.parcels; nothing was done{Environment.NewLine}", Program.Output, StringComparison.Ordinal);
        Assert.Equal(letters, await LettersAsync());

        Assert.Equal(0, await Program.RunAsync("deadletter", "purge", "parcels", "--exception", "TimeoutException", "--yes"));
        Assert.Equal("deleted 3 dead letters of dead.parcels", Program.Output.Trim());
        var left = await LettersAsync();
        Assert.Equal(3, left.Count);

        Assert.Equal(2, await Program.RunAsync("deadletter", "purge", "parcels", left[0], "1-1", "--yes"));
        Assert.Equal(0, await Program.RunAsync("deadletter", "purge", "parcels", left[0], "--yes"));
        Assert.Equal(left.Skip(1), await LettersAsync());
        Assert.Equal(6, (await StoredAsync("parcels")).Count);
    }

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("Yes\n", true)]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task On_a_terminal_it_asks(string answer, bool deletes)
    {
        await StopAsync(await RefuseAsync(2, static _ => new InvalidOperationException("closed")));
        (Program.IsTerminal, Program.Input) = (true, Encoding.UTF8.GetBytes(answer));

        Assert.Equal(0, await Program.RunAsync("deadletter", "purge", "parcels"));

        Assert.StartsWith("Delete 2 dead letters of dead.parcels for good? [y/N] ", Program.Output, StringComparison.Ordinal);
        Assert.EndsWith((deletes ? "deleted 2 dead letters of dead.parcels" : "nothing was deleted") + Environment.NewLine, Program.Output, StringComparison.Ordinal);
        Assert.Equal(deletes ? 0 : 2, (await LettersAsync()).Count);
    }

    [Fact]
    public async Task What_no_dead_letter_is_can_be_deleted_too()
    {
        var id = await AddAsync(Sink, Fields("something", "else"));

        Assert.Equal(0, await Program.RunAsync("deadletter", "purge", "parcels", "--exception", "TimeoutException", "--yes"));
        Assert.Equal("dead.parcels: no such dead letters", Program.Output.Trim());
        Assert.Equal(0, await Program.RunAsync("deadletter", "purge", "parcels", $"{id}", "--yes"));

        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public async Task The_sinks_own_processor_misses_nothing()
    {
        await StopAsync(await RefuseAsync(4, static _ => new InvalidOperationException("closed")));
        for (var i = 0; i < 3; i++) await AddAsync(Sink, (await StoredAsync("dead.parcels", 0))[0].Fields);
        var buried = Worker.Script.Buried.Count;
        var ids = (await LettersAsync()).TakeLast(3).ToList();

        Assert.Equal(0, await Program.RunAsync("deadletter", "purge", "parcels", ids[0], ids[1], "--yes"));
        var running = Worker.RunAsync("worker", "--processors", "bury");
        await Eventually.HoldsAsync(() => Worker.Script.Buried.Count > buried, () => Worker.Logs.ToString());
        var status = (await JsonAsync("status", "bury")).GetProperty("processors")[0].GetProperty("partitions")[0];
        await StopAsync(running);

        Assert.Equal(buried + 1, Worker.Script.Buried.Count);
        Assert.Equal(0, status.GetProperty("lost_events").GetInt32());
        Assert.False(Worker.Logs.Has("trimmed"), Worker.Logs.ToString());
    }
}
