namespace Runnel.Generators.Tests.Records;

/// <summary>Records that hold each other: up to a depth, and beyond it an error that names the limit.</summary>
public class RecursionTests
{
    [Fact]
    public void Records_may_hold_each_other()
    {
        const string Text = """{"name":"a","members":[{"name":"b","group":{"name":"c","members":[],"owner":null}}],"owner":{"name":"d","group":null}}""";
        Assert.Equal(Text, Json.Write(Json.Read<Group>(Text)));
        Assert.Equal(Text, Json.Write(Json.ReadInPieces<Group>(Text)));
    }

    [Fact]
    public void The_deepest_that_can_be_written_can_be_read()
    {
        var json = Json.Write(Chain(256));
        Assert.Equal(json, Json.Write(Json.Read<Link>(json)));
    }

    [Fact]
    public void One_deeper_is_refused_when_written_by_name_and_limit()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Json.Write(Chain(257)));
        Assert.StartsWith("Link is nested deeper than 256 objects and arrays", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_one_that_holds_itself()
    {
        var link = new Link();
        link.Next = link;
        Assert.Contains("256", Assert.Throws<InvalidOperationException>(() => Json.Write(link)).Message, StringComparison.Ordinal);
        Assert.Equal("""{"next":null}""", Json.Write(new Link()));
    }

    [Theory]
    [InlineData(257)]
    [InlineData(100_000)]
    public void One_deeper_is_refused_when_read_by_path_and_limit(int depth)
    {
        var json = string.Concat(Enumerable.Repeat("""{"next":""", depth)) + "null" + new string('}', depth);
        var error = Json.Fails<Link>(json);
        Assert.Equal(("Link", "a depth of at most 256 objects and arrays", "a greater one"), (error.Record, error.Expected, error.Found));
        Assert.Equal((string.Join('.', Enumerable.Repeat("next", 256)), 256 * 8L), (error.Path, error.Position));
    }

    [Fact]
    public void What_the_record_does_not_know_may_not_be_deeper_either()
        => Assert.Equal("a depth of at most 256 objects and arrays", Json.Fails<Link>("""{"other":""" + new string('[', 256) + new string(']', 256) + "}").Expected);

    [Fact]
    public void Text_that_ends_at_the_limit_is_just_no_JSON()
        => Assert.Equal("well-formed JSON", Json.Fails<Link>(string.Concat(Enumerable.Repeat("""{"next":""", 256)) + "x").Expected);

    private static Link Chain(int depth) => depth == 1 ? new Link() : new Link { Next = Chain(depth - 1) };
}

[Record]
internal sealed partial record Group(string Name, List<Member> Members, Member? Owner);

[Record]
internal readonly partial record struct Member(string Name, Group? Group);

[Record]
internal sealed partial record Link
{
    public Link? Next { get; set; }
}
