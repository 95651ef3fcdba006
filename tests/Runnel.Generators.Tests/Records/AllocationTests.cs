using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Runnel.Records;

namespace Runnel.Generators.Tests.Records;

/// <summary>What records cost the garbage collector: to be encoded nothing, to be decoded only what they then hold.</summary>
public class AllocationTests
{
    private static readonly Guid Id = new("6f9619ff-8b86-d011-b42d-00c04fc964ff");
    private static readonly DateTime At = new(2020, 7, 21, 22, 9, 37, 120, DateTimeKind.Utc);

    private static readonly Sizes Sizes = new(
        true, 'x', -4711, Int128.MaxValue, (Half)1.5, 99.95, 0.25m, At, new DateTimeOffset(2020, 7, 21, 22, 9, 37, TimeSpan.FromHours(2)),
        new DateOnly(2020, 7, 21), new TimeOnly(22, 9), TimeSpan.FromSeconds(90), Id, Color.Red, Access.Read | Access.Delete, null);

    private static readonly Holdings Holdings = new(
        "Ada \"Lovelace\"\n", "Wäscher \u2028 😀", new Uri("https://example.com/ä"), new Version(1, 2, 3), [1, 2, 3], [1, 2, 3], ["a", null], [Id],
        new() { [Id] = 1 }, new() { [new DateOnly(2020, 7, 21)] = 2 }, new() { [Access.Read | Access.Write] = 3 }, new() { ["a key"] = new Item("Bolt", 4) });

    [Fact]
    public void Encoding_values_allocates_nothing() => Assert.Equal(0, Encoded(Sizes));

    [Fact]
    public void Encoding_texts_and_collections_allocates_nothing() => Assert.Equal(0, Encoded(Holdings));

    [Fact]
    public void Decoding_values_allocates_the_record_and_nothing_else()
    {
        var json = Encoding.UTF8.GetBytes(Json.Write(Sizes));
        var record = Allocations.Of(() => Allocations.Kept = Sizes with { });
        Assert.Equal(record, Allocations.Of(() => Allocations.Kept = RecordJson.Read<Sizes>(json), record));
    }

    [Fact]
    public void Fields_that_the_record_does_not_know_cost_nothing()
    {
        var json = Encoding.UTF8.GetBytes("""{"more":{"a":[1,"b",null]},"and":"more",""" + Json.Write(Sizes)[1..]);
        var record = Allocations.Of(() => Allocations.Kept = Sizes with { });
        Assert.Equal(record, Allocations.Of(() => Allocations.Kept = RecordJson.Read<Sizes>(json), record));
    }

    [Fact]
    public void Decoding_texts_and_collections_allocates_them_and_nothing_else()
    {
        var json = Encoding.UTF8.GetBytes(Json.Write(Holdings with { Uri = null }));
        var record = Allocations.Of(static () => Allocations.Kept = ByHand());
        Assert.Equal(record, Allocations.Of(() => Allocations.Kept = RecordJson.Read<Holdings>(json), record));
    }

    [Fact]
    public void Decoding_stream_fields_allocates_the_record_and_its_strings_and_nothing_else()
    {
        var flight = new Flight("Zürich") { Number = 4711 };
        var fields = FieldsOf.Write(flight);
        var record = Allocations.Of(() => Allocations.Kept = new Flight(new string('x', 6)) { Number = 4711 });
        Assert.Equal(record, Allocations.Of(() => Allocations.Kept = FieldsOf.Read<Flight>(fields), record));
    }

    private static long Encoded<T>(T record)
        where T : IRecord<T>
    {
        var output = new ArrayBufferWriter<byte>(16 * 1024);
        return Allocations.Of(() =>
        {
            output.ResetWrittenCount();
            RecordJson.Write(record, output);
        });
    }

    /// <summary>The same record as a program makes it of parts it gets one by one.</summary>
    private static Holdings ByHand()
    {
        List<int> numbers = [];
        for (var i = 1; i <= 3; i++) numbers.Add(i);
        List<string?> texts = [];
        texts.Add(new string('a', 1));
        texts.Add(null);
        return new Holdings(
            new string('x', Holdings.Plain.Length), new string('x', Holdings.Beyond.Length), null, new Version(1, 2, 3), new byte[3], numbers, texts, ImmutableArray.Create(Id),
            new() { [Id] = 1 }, new() { [new DateOnly(2020, 7, 21)] = 2 }, new() { [Access.Read | Access.Write] = 3 },
            new() { [new string('x', 5)] = new Item(new string('x', 4), 4) });
    }
}

[Record]
internal sealed partial record Sizes(
    bool Boolean, char Char, int Int32, Int128 Int128, Half Half, double Double, decimal Decimal, DateTime DateTime, DateTimeOffset DateTimeOffset,
    DateOnly DateOnly, TimeOnly TimeOnly, TimeSpan TimeSpan, Guid Guid, Color Color, Access Access, int? Nothing);

[Record]
internal sealed partial record Holdings(
    string Plain, string Beyond, Uri? Uri, Version Version, byte[] Bytes, List<int> Numbers, List<string?> Texts, ImmutableArray<Guid> Ids,
    Dictionary<Guid, int> ById, Dictionary<DateOnly, int> ByDate, Dictionary<Access, int> ByAccess, Dictionary<string, Item> ByText);
