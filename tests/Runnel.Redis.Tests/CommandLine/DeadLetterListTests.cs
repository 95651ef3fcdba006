using System.Text.Json;
using System.Text.RegularExpressions;
using Runnel.Brokers;
using Runnel.Tests;
using Xunit;

namespace Runnel.Redis.Tests.CommandLine;

/// <summary>Looking at dead letters: <c>deadletter list</c> and <c>deadletter show</c>.</summary>
public sealed class DeadLetterListTests : DepotTest
{
    private string Cells => string.Join('\n', Program.Output.Split('\n').Select(static line => Regex.Replace(line.Trim(), " {2,}", "|")));

    [Fact]
    public async Task Nothing_died_yet()
    {
        Assert.Equal(0, await Program.RunAsync("deadletter", "list"));

        Assert.Equal(["dead.parcels: no dead letters", "", "dead.notes: no dead letters"], Program.Output.TrimEnd().Split(Environment.NewLine));
        Assert.Equal(":0\r\n", await RedisCli.RunAsync(Server, "DBSIZE"));
    }

    [Fact]
    public async Task Each_dead_letter_has_its_line()
    {
        await StopAsync(await RefuseAsync(9, static parcel => parcel.Id % 4 == 0 ? new InvalidOperationException("nobody at home\nat all") : null));
        var letters = await LettersAsync();

        Assert.Equal(0, await Program.RunAsync("deadletter", "list", "parcels"));

        Assert.StartsWith($"dead.parcels, from parcels{Environment.NewLine}", Program.Output, StringComparison.Ordinal);
        Assert.Equal(2, letters.Count);
        Assert.Matches(
            @$"(?m)^{letters[0]}\|parcels/\d \d+-\d+\|[48]\|deliver\|1\|[\d.]+ m?s\|0\|InvalidOperationException: nobody at home$", Cells);
        Assert.Empty(Program.Error);
    }

    [Fact]
    public async Task Filters_choose()
    {
        await StopAsync(await RefuseAsync(6, static parcel => parcel.Id % 2 == 0 ? new InvalidOperationException("even") : new TimeoutException("odd")));
        var letters = (await ListAsync()).ToDictionary(static letter => letter.GetProperty("key").GetString()!, static letter => letter.GetProperty("id").GetString()!);
        var ordered = Of([.. letters.Keys]);
        var times = (await ListAsync()).Select(static letter => letter.GetProperty("at").GetDateTimeOffset()).ToList();

        Assert.Equal(Of("2", "4", "6"), await IdsAsync("--exception", "InvalidOperationException"));
        Assert.Equal(Of("1", "3", "5"), await IdsAsync("--exception", "System.TimeoutException"));
        Assert.Empty(await IdsAsync("--exception", "Exception"));
        Assert.Equal([letters["3"]], await IdsAsync("--key", "3"));
        Assert.Empty(await IdsAsync("--key", "3", "--exception", "InvalidOperationException"));
        Assert.Equal(6, (await IdsAsync("--processor", "Deliver")).Count);
        Assert.Empty(await IdsAsync("--processor", "bury"));
        Assert.Equal(6, (await IdsAsync("--since", $"{times[0]:yyyy-MM-ddTHH:mm:ss.fffZ}")).Count);
        Assert.Empty(await IdsAsync("--until", $"{times[0]:yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.Empty(await IdsAsync("--since", $"{times[^1].AddMilliseconds(1):yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.Equal(ordered.Take(2), await IdsAsync("--limit", "2"));

        Assert.Equal(0, await Program.RunAsync("deadletter", "list", "parcels", "--limit", "2"));
        Assert.Contains("There are more than these 2: see --limit.", Program.Output, StringComparison.Ordinal);
        Assert.Equal(0, await Program.RunAsync("deadletter", "list", "parcels", "--limit", "6"));
        Assert.DoesNotContain("There are more", Program.Output, StringComparison.Ordinal);

        List<string> Of(params string[] keys) => [.. keys.Select(key => letters[key]).OrderBy(static id => EntryId.Parse(id))];
    }

    [Fact]
    public async Task A_sink_of_the_same_record_keeps_no_details_and_says_so()
    {
        Worker.Script.RefusesNote = static note => note.Number == 2 ? new InvalidOperationException("unreadable") : null;
        await SendAsync("notes", ["{\"key\": \"a b\", \"number\": 1}", "{\"key\": \"a b\", \"number\": 2}"]);
        var running = Worker.RunAsync("worker");
        await Eventually.HoldsAsync(async () => (await StoredAsync("dead.notes", 0)).Count == 1);
        await StopAsync(running);

        Assert.Equal(0, await Program.RunAsync("deadletter", "list", "dead.notes", "--key", "a b"));
        Assert.Matches(@"(?m)^\d+-\d+\|a b\|[\d.]+ m?s\|0$", Cells);

        Assert.Equal(2, await Program.RunAsync("deadletter", "list", "notes", "--exception", "InvalidOperationException"));
        Assert.StartsWith("error: --exception cannot be told of dead.notes", Program.Error, StringComparison.Ordinal);
        Assert.Equal(2, await Program.RunAsync("deadletter", "requeue", "notes", "--processor", "read_note"));
        Assert.StartsWith("error: --processor cannot be told of dead.notes", Program.Error, StringComparison.Ordinal);

        Assert.Equal(0, await Program.RunAsync("deadletter", "list", "--processor", "deliver"));
        Assert.Equal("dead.notes is left out: it does not keep what --processor asks for.", Program.Error.Trim());
        Assert.DoesNotContain("dead.notes", Program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_tells_all()
    {
        await StopAsync(await RefuseAsync(1, static _ => new InvalidOperationException("nobody at home\nat all")));
        var letter = Assert.Single(await LettersAsync());
        var sent = Assert.Single(await StoredAsync("parcels"));

        Assert.Equal(0, await Program.RunAsync("deadletter", "show", "parcels", letter));

        Assert.Matches($@"^dead letter {letter} of dead.parcels, [\d.]+ m?s old\r?\nevent      parcels/\d {sent.Id}\r?\n", Program.Output);
        Assert.Contains("by deliver, tries: 1", Program.Output, StringComparison.Ordinal);
        Assert.Contains("""record     {"id":1,"to":"town 1"}""", Program.Output, StringComparison.Ordinal);
        Assert.Contains("exception  System.InvalidOperationException: nobody at home\nat all", Program.Output, StringComparison.Ordinal);
        Assert.Contains("   at ", Program.Output, StringComparison.Ordinal);

        var json = await JsonAsync("deadletter", "show", "parcels", letter);
        Assert.Equal((letter, "parcels", $"{sent.Id}", "1"), (Text(json, "id"), Text(json, "stream"), Text(json, "event_id"), Text(json, "key")));
        Assert.Equal("town 1", json.GetProperty("record").GetProperty("to").GetString());
        Assert.Equal("nobody at home\nat all", Text(json, "exception_message"));
        Assert.Contains("   at ", Text(json, "stack_trace"), StringComparison.Ordinal);

        Assert.Equal(2, await Program.RunAsync("deadletter", "show", "parcels", "1-1"));
        Assert.Equal("error: dead.parcels has no dead letter 1-1.", Program.Error.Trim());
    }

    [Fact]
    public async Task What_cannot_be_decoded_is_shown_as_its_fields()
    {
        await AddAsync(new PartitionId("parcels", 2), new RawFields("data"u8.ToArray(), "{\"id\": \"x\"}"u8.ToArray(), "photo"u8.ToArray(), new byte[] { 0, 255 }));
        var running = Worker.RunAsync("worker");
        await Eventually.HoldsAsync(async () => (await LettersAsync()).Count == 1, () => Worker.Logs.ToString());
        await StopAsync(running);
        await AddAsync(Sink, Fields("something", "else"));
        var letters = await LettersAsync();

        Assert.Equal(0, await Program.RunAsync("deadletter", "list", "parcels"));
        Assert.Contains("RecordFormatException: Parcel, field 'id'", Program.Output, StringComparison.Ordinal);
        Assert.Contains("cannot be read: Dead, field 'data'", Program.Output, StringComparison.Ordinal);

        Assert.Equal(0, await Program.RunAsync("deadletter", "show", "parcels", letters[0]));
        Assert.Contains("record     cannot be decoded: Parcel, field 'id'", Program.Output, StringComparison.Ordinal);
        Assert.Contains("""  data="{\"id\": \"x\"}""", Program.Output, StringComparison.Ordinal);
        Assert.Contains("  photo=0x00FF", Program.Output, StringComparison.Ordinal);

        var json = await JsonAsync("deadletter", "show", "parcels", letters[0]);
        var fields = json.GetProperty("fields").EnumerateArray().ToList();
        Assert.Equal(("data", "{\"id\": \"x\"}"), (Text(fields[0], "name"), Text(fields[0], "value")));
        Assert.Equal(("photo", "AP8="), (Text(fields[1], "name"), Text(fields[1], "value_base64")));
        Assert.StartsWith("Parcel, field 'id'", Text(json, "problem"), StringComparison.Ordinal);

        json = await JsonAsync("deadletter", "show", "parcels", letters[1]);
        Assert.StartsWith("Dead, field 'data'", Text(json, "unreadable"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deadletter", "list")]
    [InlineData("deadletter", "show", "parcels", "1-1")]
    [InlineData("deadletter", "requeue", "parcels")]
    [InlineData("deadletter", "purge", "parcels", "--yes")]
    [InlineData("tail", "parcels")]
    public async Task A_server_that_is_not_there_is_told_by_3(params string[] args)
    {
        await Server.KillAsync();

        Assert.Equal(3, await Program.RunAsync(args));

        Assert.StartsWith("error: ", Program.Error, StringComparison.Ordinal);
        Assert.Empty(Program.Output);
    }

    private async Task<List<JsonElement>> ListAsync(params string[] options)
        => [.. (await JsonAsync(["deadletter", "list", "parcels", .. options])).GetProperty("sinks")[0].GetProperty("letters").EnumerateArray()];

    private async Task<List<string>> IdsAsync(params string[] options) => [.. (await ListAsync(options)).Select(static letter => Text(letter, "id")!)];

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
