namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0064 to RNL0070: serializers, compressors, hashers and dead-letter sinks.</summary>
public sealed class StreamPartRuleTests
{
    private const string Parts = """

        public class Mine<T> : ISerializer<T>
        {
            public void Serialize(T value, IBufferWriter<byte> output) { }
            public T Deserialize(ReadOnlySequence<byte> input) => default!;
        }
        public sealed class ForStructs<T> : Mine<T> where T : struct;
        public sealed class ForNamed<T> : Mine<T> where T : INamed;
        public interface INamed;
        public sealed class ForRecords<T> : Mine<T> where T : class, IRecord<T>;
        public sealed class Asking<T>(int size) : Mine<T> { public int Size => size; }
        public abstract class Unfinished<T> : Mine<T>;
        public sealed class OfOther<T> : Mine<List<T>>;
        public sealed class Two<T, U> : Mine<T>;
        public sealed class Squeeze(int level) : ICompressor
        {
            public string Name => "squeeze" + level;
            public void Compress(ReadOnlySequence<byte> input, IBufferWriter<byte> output) { }
            public void Decompress(ReadOnlySequence<byte> input, IBufferWriter<byte> output) { }
        }
        public sealed class Wide<T> : IPartitionHasher { public string Name => "wide"; public ulong Hash(ReadOnlySpan<byte> key) => 1; }
        public class Holder
        {
            private sealed class Inner : IPartitionHasher { public string Name => "inner"; public ulong Hash(ReadOnlySpan<byte> key) => 1; }
            public static Type Of => typeof(Inner);
        }
        [Record(Primitive = true)] public partial record Flight(string Origin);
        """;

    [Theory]
    [InlineData("Mine<Order>", "it is no open generic type")]
    [InlineData("string", "it is no open generic type")]
    [InlineData("int[]", "it is no class")]
    [InlineData("List<>", "it does not implement ISerializer<T>")]
    [InlineData("OfOther<>", "it does not implement ISerializer<T>")]
    [InlineData("Two<,>", "it has not exactly one type parameter")]
    [InlineData("Unfinished<>", "it is abstract")]
    [InlineData("Asking<>", "it has no parameterless constructor")]
    [InlineData("ForStructs<>", "it takes structs only, and 'Order' is a class")]
    [InlineData("ForNamed<>", "it asks for a 'INamed', which 'Order' is not")]
    public Task A_serializer_is_open_fitting_and_made_without_arguments(string type, string reason)
        => Marked.ReportsAsync(Stream($"Serializer = {{|RNL0064:typeof({type})|}}"), reason, "cannot be the serializer of 'Shop.Orders'");

    [Theory]
    [InlineData("Serializer = typeof(Mine<>)")]
    [InlineData("Serializer = typeof(ForRecords<>)")]
    [InlineData("Compressor = typeof(Gzip), Serializer = typeof(Mine<>)")]
    [InlineData("Hasher = typeof(XxHash64Hasher)")]
    [InlineData("Serializer = null")]
    public async Task Usable_parts_are_taken(string argument)
    {
        Assert.Empty(await Marked.ReportsAsync(Stream(argument)));
        GeneratorHarness.Run(Prelude.Program(Stream(argument))).AssertClean();
    }

    [Theory]
    [InlineData("string", "it does not implement ICompressor")]
    [InlineData("Squeeze", "it has no parameterless constructor")]
    [InlineData("List<>", "it is an open generic type")]
    public Task A_compressor_is_one_and_made_without_arguments(string type, string reason)
        => Marked.ReportsAsync(Stream($"Compressor = {{|RNL0065:typeof({type})|}}"), reason);

    [Theory]
    [InlineData("string", "it does not implement IPartitionHasher")]
    [InlineData("Wide<>", "it is an open generic type")]
    [InlineData("IPartitionHasher", "does not implement")]
    public Task A_hasher_is_one_and_made_without_arguments(string type, string reason)
        => Marked.ReportsAsync(Stream($"Hasher = {{|RNL0066:typeof({type})|}}"), reason);

    [Fact]
    public async Task A_primitive_record_has_neither_serializer_nor_compressor() => Assert.Equal(2, (await Marked.ReportsAsync(
        Shop("""
            [Stream("flights", PartitionBy = "Origin", Serializer = {|RNL0067:typeof(Mine<>)|}, Compressor = {|RNL0067:typeof(Gzip)|}, Hasher = typeof(XxHash64Hasher))]
            public partial EventStream<Flight> Flights { get; }
            """))).Count);

    [Theory]
    [InlineData("Middleware = [{|RNL0068:typeof(DeadLetterMiddleware)|}]")]
    [InlineData("Middleware = new[] { {|RNL0068:typeof(DeadLetterMiddleware)|} }")]
    [InlineData("Middleware = new Type[] { {|RNL0068:typeof(DeadLetterMiddleware)|} }")]
    public Task Dead_letters_need_a_sink(string middleware) => Marked.ReportsAsync(
        Stream("", $$"""[Processor(nameof(Orders), {{middleware}})] public void Work(Order order) { }"""),
        "'Shop.Work' forwards failed events of 'Orders'", "[DeadLetters(nameof(Orders))] public partial EventStream<Dead> DeadOrders { get; }");

    [Theory]
    [InlineData("{|RNL0069:\"Order\"|}", "'Order' is no stream of 'Shop'")]
    [InlineData("{|RNL0069:nameof(Other)|}", "'Other' is no stream of 'Shop'")]
    [InlineData("{|RNL0069:nameof(Sink)|}", "'Sink' is a dead-letter sink itself")]
    public Task A_sinks_source_is_a_stream(string source, string reason)
        => Marked.ReportsAsync(Stream("", $$"""
            public int Other => 1;
            [DeadLetters(nameof(Orders))] public partial EventStream<Dead> Sink { get; }
            [DeadLetters({{source}})] public partial EventStream<Dead> DeadOrders { get; }
            """), reason);

    [Fact]
    public async Task A_sinks_type_fits_its_source()
    {
        await Marked.ReportsAsync(
            Stream("", "[DeadLetters(nameof(Orders))] public partial {|RNL0070:EventStream<Order>|} DeadOrders { get; }"),
            "the sink of 'Shop.Orders' is of type 'EventStream<Dead>'");
        await Marked.ReportsAsync(
            Stream("", """
                [Stream("flights", PartitionBy = "Origin")] public partial EventStream<Flight> Flights { get; }
                [DeadLetters(nameof(Flights))] public partial {|RNL0070:EventStream<Order>|} DeadFlights { get; }
                """),
            "'EventStream<Dead>' or 'EventStream<Flight>'");
        await Marked.ReportsAsync(Stream("", "[DeadLetters(nameof(Orders))] public EventStream<Dead> {|RNL0055:DeadOrders|} => null!;"), "it is not partial");
        await Marked.ReportsAsync(Stream("", "[DeadLetters(nameof(Orders))] public partial {|RNL0056:Dead|} DeadOrders { get; }"), "is of type 'Dead'");
    }

    private static string Shop(string members) => $$"""
        [App("shop")]
        public partial class Shop
        {
            {{members}}
        }
        """ + Parts;

    private static string Stream(string arguments, string members = "") => Shop($$"""
        [Stream("orders", PartitionBy = "OrderId"{{(arguments.Length > 0 ? ", " : "")}}{{arguments}})] public partial EventStream<Order> Orders { get; }
        {{members}}
        """);
}
