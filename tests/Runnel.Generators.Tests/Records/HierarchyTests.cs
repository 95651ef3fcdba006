using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Tests.Records;

/// <summary>Generic, inherited and struct records.</summary>
public class HierarchyTests
{
    private static readonly Guid Id = Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");

    [Fact]
    public void An_overridden_property_is_one_field_with_the_last_initializer()
    {
        const string Text = """{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","name":"a","kind":"customer","version":1}""";
        Assert.Equal(Text, Json.Write(new Customer("a") { Id = Id }));
        Assert.Equal(new Customer("a") { Id = Id, Version = 3 }, Json.Read<Customer>("""{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","name":"a","version":3}"""));
        var gold = Json.Read<GoldCustomer>("""{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","name":"a","bonus":2}""");
        Assert.Equal(new GoldCustomer("a", 2) { Id = Id }, gold);
        Assert.Equal(("gold", 1), (gold.Kind, gold.Version));
        Assert.Equal(gold, Json.Read<GoldCustomer>(Json.Write(gold)));
    }

    [Fact]
    public void What_a_base_requires_must_be_there() => Assert.Equal("id", Json.Fails<GoldCustomer>("""{"name":"a","bonus":2}""").Path);

    [Fact]
    public void Records_derive_from_generic_ones()
    {
        const string Text =
            """{"value":{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","name":"a","kind":"k","version":1},"previous":null,"others":[],"score":3}""";
        Assert.Equal(Text, Json.Write(Json.Read<CustomerResult>(Text)));
        const string Chain = """{"value":{"name":"a","children":[]},"previous":{"value":{"name":"b","children":[]},"previous":null,"others":[]},"others":[]}""";
        Assert.Equal(Chain, Json.Write(Json.Read<Result<Tree>>(Chain)));
        Assert.Equal("previous.value.name", Json.Fails<Result<Tree>>(Chain.Replace("\"b\"", "1", StringComparison.Ordinal)).Path);
    }

    [Fact]
    public void Type_parameters_stand_in_each_other_and_come_from_around()
    {
        const string Text =
            """{"first":{"name":"a","quantity":1},"second":{"k":{"name":"t","children":[]},"l":null},"deep":{"only":{"only":{"name":"b","quantity":2}}}}""";
        Assert.Equal(Text, Json.Write(Json.Read<Both<Item, Tree>>(Text)));
        const string Inner = """{"value":{"name":"t","children":[]},"other":{"value":{"name":"i","quantity":1},"other":null}}""";
        Assert.Equal(Inner, Json.Write(Json.Read<Outer<Tree>.Inner>(Inner)));
        const string Deepest = """{"a":{"name":"i","quantity":1},"b":{"name":"t","children":[]}}""";
        Assert.Equal(Deepest, Json.Write(Json.Read<Outer<Tree>.Middle.Deepest<Item>>(Deepest)));
    }

    [Fact]
    public void A_missing_field_of_a_struct_takes_the_parameters_default()
    {
        Assert.Equal(new Span(1, null, "x"), Json.Read<Span>("{}"));
        Assert.Equal(new Span(1, 2, "x"), Json.Read<Span>("""{"end":2}"""));
        Assert.Contains("'label' is null", Assert.Throws<ArgumentException>(() => Json.Write(default(Span))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_struct_keeps_its_initializers_and_its_own_constructor()
    {
        Assert.Equal(new Counter(3) { Name = "a" }, Json.Read<Counter>("""{"step":3,"name":"a"}"""));
        Assert.Equal(10, Json.Read<Counter>("""{"step":3,"name":"a"}""").Count);
        Assert.Equal("name", Json.Fails<Counter>("""{"step":3}""").Path);
        Assert.Equal(2, new Counter { Name = "b" }.Step);
    }

    [Fact]
    public void Structs_stand_in_nullables_and_collections()
    {
        const string Text = """{"first":null,"all":[{"start":1,"end":null,"label":"x"}],"counters":{"1":null,"2":{"step":1,"count":2,"name":"c"}}}""";
        Assert.Equal(Text, Json.Write(Json.Read<Spans>(Text)));
        Assert.Equal("counters.2.step", Json.Fails<Spans>(Text.Replace("\"step\":1", "\"step\":\"\"", StringComparison.Ordinal)).Path);
    }

    [Fact]
    public void A_base_of_another_assembly_gives_its_fields_in_order_and_what_it_requires()
    {
        var library = GeneratorHarness.Run("""
            using Runnel;
            namespace Library;
            public abstract record Entity(int Id) { public required string Name { get; init; } public virtual int Rank { get; init; } = 1; }
            [Record] public partial record Item(int Id, string Label) : Entity(Id) { public int? Count { get; init; } }
            [Record] public partial record Box<T>(T Content) where T : IRecord<T>;
            """, name: "Library");
        var run = GeneratorHarness.Run(
            """
            using Runnel;
            using Library;
            [Record] public partial record Priced(int Id, string Label, int Price) : Item(Id, Label) { public override int Rank { get; init; } = 2; }
            [Record] public partial record Boxed(Priced Content, Box<Priced> Box) : Box<Priced>(Content);
            """,
            references: [MetadataReference.CreateFromImage(library.Image())]);
        run.AssertClean();
        var source = run.Source("Priced");
        Assert.Contains(
            "//     id: int; required\n//     name: string; required\n//     label: string; required\n//     count: int?; null when missing\n//     price: int; required\n"
            + "//     rank: int; its initializer when missing", source, StringComparison.Ordinal);
    }
}
