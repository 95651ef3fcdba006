namespace Runnel.Generators.Tests.Records;

/// <summary>Records that are stored as one of several variants.</summary>
public class VariantTests
{
    [Fact]
    public void A_variant_is_written_with_its_name_first_and_read_as_itself()
    {
        RoundTrips<Payment>("""{"kind":"card","order_id":1,"note":null,"number":"4","is_paid":true}""", new CardPayment(1, "4"));
        RoundTrips<Payment>("""{"kind":"cash \"€\"","order_id":2,"note":"n","amount":1,"is_paid":false}""", new CashPayment(2) { Note = "n" });
        const string Text = """{"kind":"credit","order_id":1,"note":null,"number":"4","is_paid":true,"items":[{"name":"a","quantity":1}]}""";
        Assert.IsType<CreditPayment>(Json.Read<Payment>(Text));
        Assert.Equal(Text, Json.Write(Json.Read<Payment>(Text)));
    }

    [Fact]
    public void Where_the_variant_itself_is_declared_no_name_is_written()
    {
        Assert.Equal("""{"order_id":1,"note":null,"number":"4","is_paid":true}""", Json.Write(new CardPayment(1, "4")));
        Assert.Equal(new CardPayment(1, "4"), Json.Read<CardPayment>("""{"kind":"cash","order_id":1,"number":"4"}"""));
    }

    [Fact]
    public void The_name_may_stand_anywhere_and_be_escaped()
    {
        Assert.Equal(new CardPayment(1, "4"), Json.Read<Payment>("""{"order_id":1,"number":"4","kind":"card"}"""));
        Assert.Equal(new CardPayment(1, "4"), Json.ReadInPieces<Payment>("""{"order_id":1,"x":{"kind":"cash"},"\u006bind":"c\u0061rd","number":"4"}"""));
    }

    [Theory]
    [InlineData("""{"order_id":1}""", "kind", "nothing: the field is missing, and it says which variant this is", 13)]
    [InlineData("""{"order_id":1,"kind":"check"}""", "kind", "the string \"check\"", 21)]
    [InlineData("""{"kind":"CARD"}""", "kind", "the string \"CARD\"", 8)]
    [InlineData("""{"kind":""}""", "kind", "the string \"\"", 8)]
    [InlineData("""{"kind":1}""", "kind", "the number 1", 8)]
    [InlineData("""{"kind":null}""", "kind", "null", 8)]
    [InlineData("""{"kind":{"kind":"card"}}""", "kind", "an object", 8)]
    [InlineData("""{"kind":"\ud800"}""", "kind", "the string \"\\ud800\"", 8)]
    public void A_name_that_is_none_says_which_there_are(string json, string path, string found, long position)
    {
        var error = Json.Fails<Payment>(json);
        Assert.Equal(
            ("Payment", path, "one of \"card\", \"credit\", \"cash \"€\"\"", found, position), (error.Record, error.Path, error.Expected, error.Found, error.Position));
    }

    [Theory]
    [InlineData("""{"kind":"card","order_id":"1"}""", "order_id", "an integer of 32 bits")]
    [InlineData("""{"order_id":1,"kind":"card"}""", "number", "a value")]
    [InlineData("""[]""", "", "an object")]
    [InlineData("""{"kind":"card","order_id":1""", "order_id", "well-formed JSON")]
    [InlineData("""{"order_id":1,"kind":"card",}""", "kind", "well-formed JSON")]
    public void Errors_in_a_variant_are_as_in_any_record(string json, string path, string expected)
    {
        var error = Json.Fails<Payment>(json);
        Assert.Equal(("Payment", path, expected), (error.Record, error.Path, error.Expected));
    }

    [Fact]
    public void A_single_variant_is_named_alone() => Assert.Equal("\"dog\"", Json.Fails<Animal>("""{"$type":"cat","name":"c"}""").Expected);

    [Fact]
    public void A_base_that_is_not_abstract_is_itself_without_a_name()
    {
        RoundTrips("""{"name":"a"}""", new Animal("a"));
        RoundTrips<Animal>("""{"$type":"dog","name":"d","barks":3}""", new Dog("d", 3));
        Assert.IsType<Animal>(Json.Read<Animal>("""{"name":"d","barks":3}"""));
    }

    [Fact]
    public void A_base_may_name_itself_and_its_variants_may_be_bases()
    {
        RoundTrips("""{"$type":"shape","id":1}""", new Shape { Id = 1 });
        RoundTrips<Shape>("""{"$type":"round","id":1,"radius":2}""", new Round { Id = 1, Radius = 2 });
        RoundTrips<Shape>("""{"$type":"circle","id":1,"radius":2}""", new Circle { Id = 1, Radius = 2 });
        RoundTrips<Round>("""{"$type":"o","id":1,"radius":2}""", new Circle { Id = 1, Radius = 2 });
        RoundTrips("""{"$type":"r","id":1,"radius":2}""", new Round { Id = 1, Radius = 2 });
        Assert.Equal(new Shape { Id = 1 }, Json.Read<Shape>("""{"id":1}"""));
    }

    [Fact]
    public void A_variant_with_variants_and_a_discriminator_of_its_own_says_both()
    {
        RoundTrips<Thing>("""{"what":"vehicle","wheels":"four","seats":5}""", new Car(5));
        RoundTrips<Vehicle>("""{"wheels":"two","gears":3}""", new Bicycle(3));
        RoundTrips<Thing>("""{"what":"boat","length":4.5}""", new Boat(4.5));
        Assert.Equal(new Car(5), Json.Read<Thing>("""{"seats":5,"wheels":"four","what":"vehicle"}"""));
        Assert.Equal(("wheels", "one of \"four\", \"two\""), (Json.Fails<Thing>("""{"what":"vehicle","seats":5}""").Path, Json.Fails<Thing>("""{"what":"vehicle"}""").Expected));
        RoundTrips<Level>("""{"level":"first","a":1}""", new First(1));
        RoundTrips<Level>("""{"level":"first","sublevel":"second","a":1,"b":2}""", new Second(1, 2));
        RoundTrips<First>("""{"sublevel":"second","a":1,"b":2}""", new Second(1, 2));
    }

    [Fact]
    public void A_derived_record_that_is_not_named_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Json.Write<Payment>(new Voucher(1)));
        Assert.Contains("A Voucher cannot be sent as its base record Payment", error.Message, StringComparison.Ordinal);
        Assert.Contains("[Variant]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Json.Write<CardPayment>(new CreditPayment(1, "4", [])));
        Assert.Throws<ArgumentNullException>(() => Json.Write<Payment>(null!));
    }

    [Fact]
    public void A_base_stands_wherever_a_record_can()
    {
        const string Text = """
            {"first":{"kind":"card","order_id":1,"note":null,"number":"4","is_paid":true},"second":null,
            "all":[{"kind":"cash \"€\"","order_id":2,"note":null,"amount":1.5,"is_paid":true}],
            "by_name":{"a":null,"b":{"kind":"card","order_id":3,"note":null,"number":"5","is_paid":false}},
            "card":{"order_id":4,"note":null,"number":"6","is_paid":true},
            "page":{"only":{"kind":"card","order_id":5,"note":"x","number":"7","is_paid":true}},
            "pets":[{"name":"a"},{"$type":"dog","name":"d","barks":1}],
            "last":{"kind":"card","order_id":6,"note":null,"number":"8","is_paid":true}}
            """;
        var compact = Text.Replace("\n", "", StringComparison.Ordinal);
        Assert.Equal(compact, Json.Write(Json.Read<Till>(Text)));
        Assert.Equal(compact, Json.Write(Json.ReadInPieces<Till>(Text)));
        Assert.Equal("by_name.b.kind", Json.Fails<Till>(Text.Replace("{\"a\":null,\"b\":{\"kind\":\"card\"", "{\"a\":null,\"b\":{\"kind\":\"c\"", StringComparison.Ordinal)).Path);
        Assert.Equal("all[0].kind", Json.Fails<Till>(Text.Replace("[{\"kind\":", "[{\"kin\":", StringComparison.Ordinal)).Path);
    }

    [Fact]
    public void Private_nested_and_recursive_variants_work()
        => Assert.Equal("""{"$type":"paper","id":1,"copies":[{"$type":"paper","id":2,"copies":[]}]}""", Register.RoundTrip(1));

    [Fact]
    public void A_closed_generic_record_may_be_a_variant()
    {
        const string Items = """{"$type":"items","content":[{"name":"a","quantity":1}]}""";
        Assert.Equal(Items, Json.Write(Json.Read<Delivery>(Items)));
        Assert.IsType<Parcel<Tree>>(Json.Read<Delivery>("""{"$type":"trees","content":[]}"""));
    }

    [Fact]
    public void Reading_allocates_the_record_and_its_strings_and_nothing_else()
    {
        var direct = "{\"order_id\":1,\"number\":\"4\",\"is_paid\":true}"u8.ToArray();
        var named = "{\"kind\":\"card\",\"order_id\":1,\"number\":\"4\",\"is_paid\":true}"u8.ToArray();
        // An object header, two references, two integers and a flag, padded; and the string of one character.
        const int Record = 40, Text = 24;
        Assert.Equal(Record + Text, Allocations.Of(() => Runnel.Records.RecordJson.Read<CardPayment>(direct), Record + Text));
        Assert.Equal(Record + Text, Allocations.Of(() => Runnel.Records.RecordJson.Read<Payment>(named), Record + Text));
        var output = new System.Buffers.ArrayBufferWriter<byte>(1 << 20);
        var record = new CardPayment(1, "4");
        Assert.Equal(0, Allocations.Of(() =>
        {
            output.ResetWrittenCount();
            Runnel.Records.RecordJson.Write<Payment>(record, output);
        }, 0));
    }

    [Fact]
    public void Reading_what_is_nested_deep_works_for_variants_as_for_others()
    {
        // The copy of the reader that goes ahead must not disturb the reader, at depths where this keeps them in an array too.
        var json = string.Concat(Enumerable.Repeat("""{"copies":[""", 100)) + """{"x":[[{}],[]],"copies":[],"$type":"leaf"}""" + string.Concat(Enumerable.Repeat("""],"$type":"node"}""", 100));
        var record = Json.Read<Nested>(json);
        for (var i = 0; i < 100; i++) record = Assert.IsType<Node>(record).Copies[0];
        Assert.IsType<Leaf>(record);
    }

    [Fact]
    public void Broken_text_is_refused_at_every_byte_in_one_piece_and_in_many()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes("""{"kind":"card","order_id":1,"note":null,"number":"4","is_paid":true,"x":[{}]}""");
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var with in "{}[]\",:0-\\x"u8.ToArray().Append((byte)0xFF))
            {
                var broken = (byte[])bytes.Clone();
                broken[i] = with;
                Assert.Equal(Outcome(new(broken)), Outcome(Json.Pieces(broken, 5)));
            }
        }
    }

    [Fact]
    public void A_base_is_the_record_of_a_stream_partitioned_by_its_own_property()
        => GeneratorHarness.Run("""
            #pragma warning disable CS1591
            using Runnel;
            [Record, Variant("card", typeof(Card))] public abstract partial record Payment(int OrderId);
            [Record] public sealed partial record Card(int OrderId, string Number) : Payment(OrderId);
            [App("shop")]
            public sealed partial class Shop
            {
                [Stream("payments", PartitionBy = nameof(Payment.OrderId))] public partial EventStream<Payment> Payments { get; }
                [Timer(1)] public ValueTask<EntryId> Send() => Payments.SendAsync(new Card(1, "4"));
                [Processor(nameof(Payments))] public async Task Loop(Events<Payment> events) { await foreach (var payment in events.Records()) _ = payment is Card; }
                [Processor(nameof(Payments))] public void One(Payment payment) { }
                [DeadLetters(nameof(Payments))] public partial EventStream<Dead> DeadPayments { get; }
            }
            """).AssertClean();

    private static string Outcome(System.Buffers.ReadOnlySequence<byte> json)
    {
        try
        {
            return Json.Write(Runnel.Records.RecordJson.Read<Payment>(json));
        }
        catch (RecordFormatException error)
        {
            return $"{error.Path}: {error.Expected} at {error.Position}";
        }
    }

    private static void RoundTrips<T>(string json, T record)
        where T : class, IRecord<T>
    {
        Assert.Equal(json, Json.Write(record));
        Assert.Equal(record, Json.Read<T>(json));
        Assert.Equal(record, Json.ReadInPieces<T>(json));
        Assert.Equal(record.GetType(), Json.Read<T>(json).GetType());
    }
}

[Record]
[Variant("node", typeof(Node))]
[Variant("leaf", typeof(Leaf))]
internal abstract partial record Nested;

[Record]
internal sealed partial record Node(Nested[] Copies) : Nested;

[Record]
internal sealed partial record Leaf : Nested;
