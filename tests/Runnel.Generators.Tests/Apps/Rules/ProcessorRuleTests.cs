namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0071 to RNL0084: processors, their signatures, names, middleware and classes.</summary>
public sealed class ProcessorRuleTests
{
    private const string Types = """

        [Record] public partial record Refund(int Id);
        [Record] public partial record struct Tick(int Id);
        public class Db;
        public class Printer : IMiddleware
        {
            public ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken) => next(delivery, cancellationToken);
        }
        """;

    [Theory]
    [InlineData("\"Order\"", "'Order' is no stream of 'Shop'", "(Orders, Ticks)")]
    [InlineData("nameof(Print)", "'Print' is no stream of 'Shop'", "(Orders, Ticks)")]
    public Task A_processors_stream_is_one_of_the_app(string stream, params string[] parts)
        => Marked.ReportsAsync(Shop($$"""[Processor({|RNL0071:{{stream}}|})] public void Print(Order order) { }"""), parts);

    [Theory]
    [InlineData("{|RNL0072:Refund|} refund")]
    [InlineData("{|RNL0072:Events<Refund>|} events")]
    [InlineData("{|RNL0072:IReadOnlyList<Refund>|} refunds")]
    [InlineData("{|RNL0072:Refund[]|} refunds")]
    [InlineData("Order order, {|RNL0072:Refund|} refund")]
    public Task A_processor_takes_its_streams_record(string parameters)
        => Marked.ReportsAsync(Print(parameters), "'Shop.Print' takes 'Refund', but the stream 'Shop.Orders' holds 'Order'");

    [Theory]
    [InlineData("{|RNL0073:List<Order>|} orders", "'orders' is of type 'List<Order>'")]
    [InlineData("{|RNL0073:IEnumerable<Order>|} orders", "'orders' is of type 'IEnumerable<Order>'")]
    [InlineData("{|RNL0073:IAsyncEnumerable<Order>|} orders", "'IAsyncEnumerable<Order>'")]
    [InlineData("{|RNL0073:Order[]|} orders", "'orders' is of type 'Order[]'")]
    [InlineData("{|RNL0073:ImmutableArray<RawEvent>|} raws", "'ImmutableArray<RawEvent>'")]
    [InlineData("{|RNL0073:RawEvent?|} raw", "'raw' is of type 'RawEvent?'")]
    [InlineData("Order order, {|RNL0073:RawEvent|} raw", "'raw' asks for events a second time")]
    [InlineData("Events<Order> events, {|RNL0073:Order|} order", "'order' asks for events a second time")]
    [InlineData("Events<Order> events, {|RNL0073:EventContext|} context", "events.WithContext()")]
    [InlineData("Order order, {|RNL0073:int|} count", "'count' is of type 'int', which is neither an event nor a service")]
    [InlineData("Order order, {|RNL0073:string|} text", "'text' is of type 'string', which is neither an event nor a service")]
    public Task A_signature_that_fits_no_shape_names_the_parameter(string parameters, string reason) => Marked.ReportsAsync(
        Print(parameters), reason, "takes one of Events<Order>, Order, RawEvent, IReadOnlyList<Order> or IReadOnlyList<RawEvent>");

    [Theory]
    [InlineData("")]
    [InlineData("CancellationToken cancellationToken")]
    [InlineData("Db db, EventContext context")]
    public Task A_signature_without_events_names_the_method(string parameters)
        => Marked.ReportsAsync(Shop($$"""[Processor(nameof(Orders))] public void {|RNL0073:Print|}({{parameters}}) { }"""), "it takes no events");

    [Theory]
    [InlineData("Events<Order> events")]
    [InlineData("Events<Order> events, CancellationToken cancellationToken = default")]
    [InlineData("Order order, EventContext context, CancellationToken cancellationToken, Db db, IServiceProvider services")]
    [InlineData("Db? db, Order? order, [FromKeyedServices(3)] int count")]
    [InlineData("EventContext context, RawEvent raw, IEnumerable<Db> all, Func<Order, bool> filter, Db other = null!")]
    [InlineData("IReadOnlyList<Order> orders, EventContext context, [FromKeyedServices(\"a\")] string? text")]
    [InlineData("IReadOnlyList<RawEvent> raws, ISerializer<Order> serializer")]
    public async Task A_signature_of_one_of_the_shapes_compiles(string parameters)
    {
        Assert.Empty(await Marked.ReportsAsync(Print(parameters)));
        GeneratorHarness.Run(Prelude.Program(Print(parameters))).AssertClean();
    }

    [Fact]
    public Task A_struct_record_is_handed_over_as_it_is() => Marked.ReportsAsync(
        Shop("[Processor(nameof(Ticks))] public void Print({|RNL0073:Tick?|} tick) { }"), "'tick' is of type 'Tick?'");

    [Theory]
    [InlineData("Order order", "BatchSize = {|RNL0074:10|}", "which is of the event shape")]
    [InlineData("RawEvent raw", "BatchWithinSeconds = {|RNL0074:1|}", "which is of the event shape")]
    [InlineData("Events<Order> events", "BatchSize = {|RNL0074:10|}", "a loop batches by events.Take(count, within)")]
    public Task Batch_settings_need_the_batch_shape(string parameters, string setting, string reason)
        => Marked.ReportsAsync(Shop($$"""[Processor(nameof(Orders), {{setting}})] public void Print({{parameters}}) { }"""), reason);

    [Fact]
    public Task Two_processors_of_one_name_are_refused_at_the_second() => Marked.ReportsAsync(
        Shop("""
            [Processor(nameof(Orders))] public void PrintAll(Order order) { }
            [Processor(nameof(Orders), Name = {|RNL0075:"print_all"|})] public void Other(Order order) { }
            """),
        "'print_all' is taken by 'Shop.PrintAll'");

    [Fact]
    public Task Two_processors_of_one_name_are_refused_across_classes() => Marked.ReportsAsync(
        Shop("""[Processor(nameof(Orders))] public void Print(Order order) { }""") + """
            public class Printing
            {
                [Processor<Shop>(nameof(Shop.Orders))] public void {|RNL0075:Print|}(Order order) { }
            }
            """,
        "'print' is taken by 'Shop.Print'");

    [Fact]
    public async Task Processors_of_one_name_in_two_apps_are_fine() => Assert.Empty(await Marked.ReportsAsync(
        Shop("""[Processor(nameof(Orders))] public void Print(Order order) { }""") + """
            [App("other")]
            public partial class Other
            {
                [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
                [Processor(nameof(Orders))] public void Print(Order order) { }
            }
            """));

    [Theory]
    [InlineData("a b", "white space")]
    [InlineData("a:b", "':'")]
    public Task A_processors_name_is_checked(string name, string reason)
        => Marked.ReportsAsync(Shop($$"""[Processor(nameof(Orders), Name = {|RNL0076:"{{name}}"|})] public void Print(Order order) { }"""), reason);

    [Theory]
    [InlineData("int")]
    [InlineData("string")]
    [InlineData("IAsyncEnumerable<int>")]
    [InlineData("ValueTuple<Task>")]
    public Task A_return_type_that_cannot_be_awaited_is_refused(string type) => Marked.ReportsAsync(
        Shop($$"""[Processor(nameof(Orders))] public {|RNL0077:{{type}}|} Print(Order order) => throw new NotSupportedException();"""), $"returns '{type}'");

    [Theory]
    [InlineData("void")]
    [InlineData("Task")]
    [InlineData("Task<int>")]
    [InlineData("ValueTask")]
    [InlineData("ValueTask<List<Order>>")]
    public async Task A_return_type_that_can_be_awaited_compiles(string type)
    {
        var source = Shop($$"""[Processor(nameof(Orders))] public {{type}} Print(Order order) => throw new NotSupportedException();""");
        Assert.Empty(await Marked.ReportsAsync(source));
        GeneratorHarness.Run(Prelude.Program(source)).AssertClean();
    }

    [Fact]
    public Task Async_void_is_refused_at_the_keyword() => Marked.ReportsAsync(
        Shop("[Processor(nameof(Orders))] public {|RNL0078:async|} void Print(Order order) => await Task.Yield();"), "'Shop.Print' is async void");

    [Theory]
    [InlineData("typeof(Db)", "it does not implement IMiddleware")]
    [InlineData("typeof(IMiddleware)", "it does not implement IMiddleware")]
    [InlineData("typeof(int[])", "it is no class")]
    [InlineData("typeof(Abstract)", "it is abstract")]
    [InlineData("typeof(Generic<>)", "it is an open generic type")]
    [InlineData("typeof(Many)", "it has several constructors")]
    [InlineData("typeof(Closed)", "it has no constructor that the app can reach")]
    [InlineData("null!", "it is no class")]
    public Task Middleware_that_cannot_be_made_is_refused(string middleware, string reason) => Marked.ReportsAsync(
        Shop($$"""[Processor(nameof(Orders), Middleware = [typeof(Printer), {|RNL0079:{{middleware}}|}])] public void Print(Order order) { }""") + """
            public abstract class Abstract : Printer;
            public class Generic<T> : Printer;
            public class Many : Printer { public Many(Db db) { } public Many(IServiceProvider services) { } }
            public class Closed : Printer { private Closed() { } }
            """,
        reason);

    [Fact]
    public async Task Middleware_that_the_app_cannot_reach_is_refused() => Assert.All(await Marked.ReportsAsync(
        Shop("") + """
            public class Printing
            {
                [Processor<Shop>(nameof(Shop.Orders), Middleware = [{|RNL0079:typeof(Inner)|}])] public void Print(Order order) { }
                [Processor<Shop>(nameof(Shop.Orders)), {|RNL0079:Mark|}] public void Write(Order order) { }
                [Processor<Shop>(nameof(Shop.Orders)), {|RNL0079:OpenMark(typeof(Inner[]))|}] public void Draw(Order order) { }
                [Processor<Shop>(nameof(Shop.Orders)), {|RNL0079:OpenMark(Hidden.One)|}] public void Sing(Order order) { }
                private enum Hidden { One }
                private class Inner : Printer;
                private class MarkAttribute : MiddlewareAttribute { public override IMiddleware Create(IServiceProvider services) => new Inner(); }
            }
            public class OpenMarkAttribute(object value) : MiddlewareAttribute
            {
                public override IMiddleware Create(IServiceProvider services) => throw new NotSupportedException($"{value}");
            }
            """), message => Assert.Contains("the app cannot reach it", message, StringComparison.Ordinal));

    [Theory]
    [InlineData("void {|RNL0080:Print|}<T>(Order order) { }", "it is generic")]
    [InlineData("void {|RNL0080:Print|}(ref Order order) { }", "'order' is passed by reference")]
    [InlineData("void {|RNL0080:Print|}(Order order, out int count) => count = 0;", "'count' is passed by reference")]
    [InlineData("ref int {|RNL0080:Print|}(Order order) => throw new NotSupportedException();", "it returns by reference")]
    public Task Generic_and_by_reference_methods_are_refused(string method, string reason)
        => Marked.ReportsAsync(Shop("[Processor(nameof(Orders))] public " + method), reason);

    [Theory]
    [InlineData("public class Printing", "private")]
    [InlineData("public class Printing", "protected")]
    [InlineData("public class Printing", "protected static")]
    [InlineData("file class Printing", "public")]
    public Task A_method_that_the_app_cannot_reach_is_refused(string type, string modifiers) => Marked.ReportsAsync(
        Shop("") + $$"""
            {{type}}
            {
                [Processor<Shop>(nameof(Shop.Orders))] {{modifiers}} void {|RNL0081:Print|}(Order order) { }
            }
            """,
        "'Printing.Print' cannot be reached from 'Shop'");

    [Theory]
    [InlineData("public abstract class {|RNL0082:Printing|}", "", "it is abstract")]
    [InlineData("public class {|RNL0082:Printing|}<T>", "", "it is generic")]
    [InlineData("public struct {|RNL0082:Printing|}", "", "it is no class")]
    [InlineData("public class {|RNL0082:Printing|}", "private Printing() { }", "no constructor that the app can reach")]
    [InlineData("public class Printing", "public Printing(ref {|RNL0082:int|} size) { }", "'size' is passed by reference")]
    public Task A_class_that_cannot_be_made_is_refused(string type, string member, string reason) => Marked.ReportsAsync(
        Shop("") + $$"""
            {{type}}
            {
                {{member}}
                [Processor<Shop>(nameof(Shop.Orders))] public void Print(Order order) { }
            }
            """,
        reason);

    [Fact]
    public Task A_static_method_of_a_generic_class_is_refused() => Marked.ReportsAsync(
        Shop("") + """
            public static class {|RNL0082:Printing|}<T>
            {
                [Processor<Shop>(nameof(Shop.Orders))] public static void Print(Order order) { }
            }
            """,
        "it is generic");

    [Theory]
    [InlineData("Db")]
    [InlineData("string")]
    [InlineData("List<int>")]
    public Task A_processors_app_is_an_app(string app) => Marked.ReportsAsync(
        Shop("") + $$"""
            public class Printing
            {
                [Processor<{|RNL0083:{{app}}|}>("Orders")] public void Print(Order order) { }
            }
            """,
        $"'{app}' is no class that is marked [App]");

    [Fact]
    public async Task A_private_class_inside_the_app_may_hold_processors()
    {
        var source = Shop("""
            private class Inner(Db db)
            {
                private Db Db => db;
                [Processor<Shop>(nameof(Orders))] internal void Print(Order order) => Console.WriteLine(Db);
                [Processor<Shop>(nameof(Orders))] internal static void Write(Order order) { }
            }
            """);
        Assert.Empty(await Marked.ReportsAsync(source));
        GeneratorHarness.Run(Prelude.Program(source)).AssertClean();
    }

    private static string Shop(string members) => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [Stream("ticks", PartitionBy = "Id")] public partial EventStream<Tick> Ticks { get; }
            {{members}}
        }
        """ + Types;

    private static string Print(string parameters) => Shop($$"""[Processor(nameof(Orders))] public void Print({{parameters}}) { }""");
}
