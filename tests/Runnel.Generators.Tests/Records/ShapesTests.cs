using Runnel.Records.Schemas;

namespace Runnel.Generators.Tests.Records;

public class ShapesTests
{
    [Fact]
    public void A_missing_field_takes_its_parameters_default()
        => Assert.Equal(new Order(1, 9.99), Json.Read<Order>("""{"order_id":1,"amount":9.99}"""));

    [Fact]
    public void A_field_that_is_there_wins_over_its_default()
        => Assert.Equal(
            new Order(1, 9.99, null, Color.Red, 2, new DateTime(2020, 7, 21, 0, 0, 0, DateTimeKind.Utc), 'ä'),
            Json.Read<Order>("""{"order_id":1,"amount":9.99,"note":null,"color":"Red","fee":2,"at":"2020-07-21T00:00:00Z","sign":"ä"}"""));

    [Fact]
    public void A_missing_field_keeps_its_propertys_initializer_which_runs_after_the_primary_constructor()
    {
        var record = Json.Read<Initialized>("""{"a":4,"needed":"x","silenced":"s"}""");
        Assert.Equal(8, record.B);
        Assert.Equal([7], record.List);
        Assert.Equal("x", record.Needed);
        Assert.Null(record.Optional);
        Assert.Equal(42, record.Private);
    }

    [Fact]
    public void A_field_that_is_there_replaces_the_initializer()
    {
        var record = Json.Read<Initialized>("""{"list":[],"b":1,"a":4,"needed":"x","optional":"o","silenced":"s","private":1,"computed":99}""");
        Assert.Equal((4, 1, "o", 42, 5), (record.A, record.B, record.Optional, record.Private, record.Computed));
        Assert.Empty(record.List);
    }

    [Fact]
    public void Computed_and_left_out_properties_are_not_written()
        => Assert.Equal(
            """{"a":1,"b":2,"list":[7],"needed":"x","optional":null,"silenced":"s"}""", Json.Write(new Initialized(1) { Needed = "x", Silenced = "s" }));

    [Theory]
    [InlineData("""{"a":4,"silenced":"s"}""", "needed")]
    [InlineData("""{"a":4,"needed":"s"}""", "silenced")]
    public void Required_properties_and_those_initialized_to_null_only_to_please_the_compiler_must_be_there(string json, string missing)
        => Assert.Equal(missing, Json.Fails<Initialized>(json).Path);

    [Fact]
    public void A_record_without_parameters_keeps_its_parameterless_constructor_and_its_initializers()
    {
        var made = new NotPositional { Name = "n" };
        Assert.Equal((3, "new"), (made.Count, made.Tags[0]));
        var read = Json.Read<NotPositional>("""{"name":"n"}""");
        Assert.Equal((3, "new", "n"), (read.Count, read.Tags[0], read.Name));
        Assert.Equal((4, 0), (Json.Read<NotPositional>("""{"name":"n","count":4,"tags":[]}""").Count, 0));
    }

    [Fact]
    public void A_records_own_parameterless_constructor_runs_when_decoding()
    {
        var read = Json.Read<OwnConstructor>("""{"count":4}""");
        Assert.Equal(["constructed"], read.Log);
        Assert.Equal(4, read.Count);
        Assert.Equal(3, Json.Read<OwnConstructor>("{}").Count);
    }

    [Fact]
    public void Structs_keep_their_initializers_too()
    {
        Assert.Equal(new Mutable { X = 5, Y = null }, Json.Read<Mutable>("{}"));
        Assert.Equal(new Mutable { X = 1, Y = 2 }, Json.Read<Mutable>("""{"y":2,"x":1}"""));
        Assert.Equal(new Point(1), Json.Read<Point>("""{"x":1}"""));
        Assert.Equal(new Point(1, 3) { Label = "l" }, Json.Read<Point>("""{"x":1,"y":3,"label":"l"}"""));
    }

    [Fact]
    public void Inherited_properties_are_stored_first()
    {
        Assert.Equal("""{"source":"s","priority":1,"id":2}""", Json.Write(new Placed("s", 2)));
        Assert.Equal("""{"source":"s","priority":9,"id":2,"by":"b"}""", Json.Write(new PlacedTwice("s", 2, "b") { Priority = 9 }));
        Assert.Equal(new PlacedTwice("s", 2, "b") { Priority = 9 }, Json.Read<PlacedTwice>("""{"source":"s","priority":9,"id":2,"by":"b"}"""));
        Assert.Equal(new Placed("s", 2), Json.Read<Placed>("""{"source":"s","id":2}"""));
    }

    [Fact]
    public void A_derived_record_is_never_written_as_its_base()
    {
        var error = Assert.Throws<ArgumentException>(() => Json.Write<Placed>(new PlacedTwice("s", 2, "b")));
        Assert.Contains("PlacedTwice", error.Message, StringComparison.Ordinal);
        Assert.Contains("Placed:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generic_records_hold_records()
    {
        const string Text = """{"items":[{"name":"a","children":[]}],"first":null}""";
        Assert.Equal(Text, Json.Write(Json.Read<Page<Tree>>(Text)));
        const string Values = """{"items":[{"name":"a","quantity":1}],"first":{"name":"b","quantity":2}}""";
        Assert.Equal(Values, Json.Write(Json.Read<ValuePage<Item>>(Values)));
        Assert.Equal(new AnyPage<Item>(new("a", 1)), Json.Read<AnyPage<Item>>("""{"only":{"name":"a"}}"""));
        Assert.Equal("""{"only":{"only":{"name":"a","quantity":1}}}""", Json.Write(new AnyPage<AnyPage<Item>>(new(new("a", 1)))));
    }

    [Fact]
    public void Private_nested_records_of_generic_classes_work()
        => Assert.Equal("""{"id":3,"deep":[{"name":"x"}],"kind":"First"}""", Container<string>.RoundTrip(3));

    [Fact]
    public void Read_only_sets_are_sets() => Assert.Equal([Color.Red, Color.Blue], Json.Read<Sets>("""{"colors":["Red","Blue","Red"]}""").Colors);

    [Fact]
    public void Keywords_and_names_that_the_emitted_code_uses_itself_are_fine()
    {
        const string Text = """{"class":1,"record":null,"reader":[1],"value":2,"items":{"a":1},"field":4,"return":[[5]]}""";
        var record = new @event(1, null, [1], 2, new() { ["a"] = 1 }) { field = 4, @return = [[5]] };
        Assert.Equal(Text, Json.Write(record));
        Assert.Equal(Text, Json.Write(Json.Read<@event>(Text)));
    }

    [Fact]
    public void Names_follow_the_records_own_rule_and_Field()
    {
        const string Text = """{"orderId":1,"amount €":2,"z\"z":3,"b":4}""";
        Assert.Equal(Text, Json.Write(new Named(1, 2, 3, 7) { A = 4 }));
        Assert.Equal(new Named(1, 2, 3) { A = 4 }, Json.Read<Named>(Text));
        Assert.Equal(["orderId", "amount €", "z\"z", "b"], DescriptorOf<Named>().Fields.Select(field => field.Name));
    }

    [Fact]
    public void The_descriptor_says_what_is_stored()
    {
        var descriptor = DescriptorOf<Order>();
        Assert.Equal(("Order", false), (descriptor.Name, descriptor.IsPrimitive));
        Assert.Equal(new RecordField("order_id", "int", true, "int32"), descriptor.Fields[0]);
        Assert.Equal(new RecordField("note", "string?", false, "string?"), descriptor.Fields[2]);
        Assert.Equal("Page<T>", DescriptorOf<Page<Tree>>().Name);
        Assert.True(DescriptorOf<Flight>().IsPrimitive);
    }

    [Fact]
    public void The_schema_holds_each_record_once_and_is_read_back()
    {
        var schema = RecordSchema.Of(DescriptorOf<Page<Tree>>());

        Assert.Equal(["Page<T>", "Tree"], schema.Records.Select(record => record.Name));
        foreach (var text in new[] { schema, RecordSchema.Of(DescriptorOf<Scalars>()), RecordSchema.Of(DescriptorOf<Collections>()) }.Select(each => each.ToString()))
            Assert.Equal(text, SchemaText.TryRead(text)?.ToString());
    }

    [Fact]
    public void The_schema_holds_the_variants()
        => Assert.Matches(
            @"(?s)^Payment\tstructured\n\tkind\tstring\tdiscriminator\n\tcard\t#1\tvariant\n.*\nCardPayment\tstructured\n",
            RecordSchema.Of(DescriptorOf<Payment>()).ToString());

    [Fact]
    public void Unknown_fields_are_skipped_whatever_they_hold()
        => Assert.Equal(new Point(1), Json.Read<Point>("""{"a":{"x":[1,{"x":2}]},"b":[[]],"X":3,"x":1,"c":null,"\ud800":1}"""));

    [Fact]
    public void Of_two_equal_names_the_last_wins()
        => Assert.Equal(new Point(2, 4), Json.Read<Point>("""{"x":1,"y":3,"x":2,"y":4}"""));

    [Fact]
    public void Escaped_names_are_recognised() => Assert.Equal(new Point(1), Json.Read<Point>("""{"\u0078":1}"""));

    [Fact]
    public void A_tree_as_deep_as_can_be_written_can_be_read_and_a_deeper_one_is_refused_both_ways()
    {
        // Each level is an object and an array.
        static Tree Deep(int depth) => depth == 1 ? new Tree("leaf", []) : new Tree("", [Deep(depth - 1)]);
        var json = Json.Write(Deep(128));
        Assert.Equal(json, Json.Write(Json.Read<Tree>(json)));
        Assert.Throws<InvalidOperationException>(() => Json.Write(Deep(129)));
        var deeper = string.Concat(Enumerable.Repeat("""{"name":"","children":[""", 129)) + string.Concat(Enumerable.Repeat("]}", 129));
        Assert.Contains("depth", Json.Fails<Tree>(deeper).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_where_none_may_be_is_refused_when_writing()
    {
        Assert.Contains("'name' is null", Assert.Throws<ArgumentException>(() => Json.Write(new Tree(null!, []))).Message, StringComparison.Ordinal);
        Assert.Contains("'children[]' is null", Assert.Throws<ArgumentException>(() => Json.Write(new Tree("a", [null!]))).Message, StringComparison.Ordinal);
        Assert.Contains("'name' is null", Assert.Throws<ArgumentException>(() => Json.Write(default(Item))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Json.Write<Tree>(null!));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_as_a_character()
        => Assert.Throws<ArgumentException>(() => Json.Write(new Order(1, 2, Sign: '\ud800')));

    [Fact]
    public void After_a_refusal_the_next_record_is_written_as_ever()
    {
        Assert.Throws<ArgumentException>(() => Json.Write(new Tree("a", [null!])));
        Assert.Equal("""{"name":"b","children":[]}""", Json.Write(new Tree("b", [])));
    }

    internal static RecordDescriptor DescriptorOf<T>()
        where T : IRecord<T> => T.Descriptor;
}
