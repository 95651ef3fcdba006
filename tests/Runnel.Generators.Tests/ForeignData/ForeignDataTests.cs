using System.Text;
using System.Text.Json;
using Runnel.Generators.Tests.Apps;
using Runnel.Generators.Tests.Records;
using Runnel.Records;

namespace Runnel.Generators.Tests.ForeignData;

/// <summary>Files that others made: every row decoded, encoded again, and compared value by value with the original as System.Text.Json sees it.</summary>
public class ForeignDataTests
{
    [Fact]
    public void Flights()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "samples", "Flights", "flights.jsonl"));
        Assert.All(lines, line => Same<Flight>(JsonElement.Parse(line)));
        Assert.Equal(20_000, lines.Length);
    }

    [Fact]
    public void Mime_types() => AllOf<MimeType>("mime-db.json", 2522);

    [Fact]
    public void Emoji() => AllOf<Emoji>("emoji.json", 1914);

    [Fact]
    public void Properties_of_CSS() => AllOf<CssProperty>("mdn-css-properties.json", 672);

    [Fact]
    public void Interfaces_of_the_web() => AllOf<ApiInterface>("mdn-api-inheritance.json", 599);

    [Fact]
    public void Releases_of_Node() => Rows<NodeRelease>("node-releases.json", 386);

    [Fact]
    public void Penguins() => Rows<Penguin>("penguins.json", 344);

    [Fact]
    public void Countries()
    {
        var original = Read("countries-110m.topo.json");
        Same<Topology>(original);
        var read = RecordJson.Read<Topology>(Encoding.UTF8.GetBytes(original.GetRawText()));
        Assert.Equal((177, 595), (read.Objects["countries"].All.Count, read.Arcs.Length));
        Assert.Equal("Fiji", read.Objects["countries"].All[0].Properties?.Name);
    }

    private static void Rows<T>(string file, int count)
        where T : IRecord<T>
    {
        var rows = Read(file).EnumerateArray().ToList();
        Assert.Equal(count, rows.Count);
        Assert.All(rows, Same<T>);
    }

    /// <summary>A file that is one object, its rows by their names: row by row, and as one record.</summary>
    private static void AllOf<T>(string file, int count)
        where T : class, IRecord<T>
    {
        var original = Read(file);
        var rows = original.EnumerateObject().Select(row => row.Value).ToList();
        Assert.Equal(count, rows.Count);
        Assert.All(rows, Same<T>);
        Same<WholeFile<T>>(JsonElement.Parse($"{{\"rows\":{original.GetRawText()}}}"));
    }

    private static void Same<T>(JsonElement original)
        where T : IRecord<T>
    {
        var bytes = Encoding.UTF8.GetBytes(original.GetRawText());
        var written = Json.Write(RecordJson.Read<T>(bytes));
        Compare(original, JsonElement.Parse(written), "");
        Assert.Equal(written, Json.Write(RecordJson.Read<T>(Json.Pieces(bytes, 61))));
        Assert.Equal(written, Json.Write(Json.Read<T>(written)));
    }

    /// <summary>All that the original has must have come back; what it does not have may only have come back as null.</summary>
    private static void Compare(JsonElement original, JsonElement written, string path)
    {
        if (original.ValueKind is JsonValueKind.Object && written.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in original.EnumerateObject())
            {
                Assert.True(written.TryGetProperty(property.Name, out var value), $"{path}.{property.Name} is lost");
                Compare(property.Value, value, $"{path}.{property.Name}");
            }

            foreach (var property in written.EnumerateObject())
            {
                if (property.Value.ValueKind is not JsonValueKind.Null) Assert.True(original.TryGetProperty(property.Name, out _), $"{path}.{property.Name} is invented");
            }
        }
        else if (original.ValueKind is JsonValueKind.Array && written.ValueKind is JsonValueKind.Array)
        {
            Assert.Equal(original.GetArrayLength(), written.GetArrayLength());
            foreach (var (i, (expected, found)) in original.EnumerateArray().Zip(written.EnumerateArray()).Index()) Compare(expected, found, $"{path}[{i}]");
        }
        else
        {
            Assert.True(JsonElement.DeepEquals(original, written), $"{path}: {original.GetRawText()} has become {written.GetRawText()}");
        }
    }

    private static JsonElement Read(string file)
        => JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Runnel.Generators.Tests", "ForeignData", file)));
}
