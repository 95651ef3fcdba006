using Microsoft.CodeAnalysis.CSharp;

namespace Runnel.Generators.Tests.Apps;

/// <summary>Apps of every form compile without a word from the compiler: both language versions, with and without implicit usings.</summary>
public sealed class ShapeOfAppsTests
{
    public static TheoryData<string> Programs =>
    [
        // Nested in partial types of every kind, with names that are keywords.
        """
        namespace @event.@class
        {
            internal partial struct Outer
            {
                internal partial record @int
                {
                    internal partial interface IHome
                    {
                        private partial record struct Last
                        {
                            [App("a")]
                            private sealed partial class @class
                            {
                                [Stream("orders", PartitionBy = nameof(@lock.@string))] private partial EventStream<@lock> @object { get; }
                                [Processor(nameof(@object))] private Task @await(@lock @this, @class.Db @base) => Task.FromResult(@base);
                                [Timer(1)] private static void @static(Db @for) { }
                                [Record] private partial record @lock(string @string);
                                internal class Db;
                            }
                        }
                    }
                }
            }
        }
        """,

        // A record class as an app, a stream that implements an interface, one that can be overridden, and names that collide.
        """
        public interface IHasOrders { EventStream<Order> Orders { get; } }
        [App("b")]
        public partial record Shop(IServiceProvider Services) : IHasOrders
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [Stream("more", PartitionBy = "OrderId")] protected internal virtual partial EventStream<Order> More { get; }
            [Stream("other", PartitionBy = "OrderId")] public partial EventStream<Order> orders { get; }
            private readonly int __more = 1;
            [Processor(nameof(Orders))] public void Orders2Stream(Order order) => Console.WriteLine(__more);
            [Processor(nameof(Orders), Name = "x")] public void Orders2Stream(RawEvent order) { }
            [Processor(nameof(Orders), Name = "y")] public void Descriptor(RawEvent order) { }
        }
        """,

        // Statics of the app that need the table while the app's class is being initialized.
        """
        [App("c")]
        public partial class Shop
        {
            public static readonly Shop Default = new();
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
        }
        """,

        // A file without nullable references; what is obsolete; extension methods that would take the place of the stock ones.
        """
        #nullable disable
        namespace Old
        {
            using Microsoft.Extensions.DependencyInjection;
            public static class Extensions { public static T GetRequiredService<T>(this IServiceProvider services) => throw new NotSupportedException(); }
            [Obsolete("old")] public class Db { }
            [App("d")]
            public partial class Shop
            {
                [Obsolete("old")]
                public Shop(Db db, string optional = null, [FromKeyedServices(null)] Db other = null) { }
                [Stream("orders", PartitionBy = "Customer")] public partial EventStream<Order> Orders { get; }
                [Processor(nameof(Orders)), Obsolete("old")] public void Print(Order order, Db db) { }
            }
        }
        """,

        // Methods in parts, inherited members beside, several apps with names that differ in case.
        """
        public abstract class Base { protected virtual void Log() { } }
        [App("e")]
        public partial class Shop : Base
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [Processor(nameof(Orders))] public partial Task Print(Order order);
        }
        public partial class Shop
        {
            public partial Task Print(Order order) => Task.CompletedTask;
            [Startup] protected override void Log() { }
        }
        [App("f")] public partial class SHOP;
        public class Mark : MiddlewareAttribute { public override IMiddleware Create(IServiceProvider services) => throw new NotSupportedException(); }
        public partial class Parts
        {
            [Mark, Processor<Shop>(nameof(Shop.Orders))] internal partial Task First(Order order);
            internal partial Task First(Order order) => Task.CompletedTask;
            internal partial Task Second(Order order);
            [Processor<Shop>(nameof(Shop.Orders)), Mark] internal partial Task Second(Order order) => Task.CompletedTask;
        }
        """,

        // A generic record, closed; processors of static classes, structs and interfaces.
        """
        [Record] public partial record Box<T>(T Item, int Id) where T : IRecord<T>;
        [App("h")]
        public partial class Shop
        {
            [Stream("boxes", PartitionBy = nameof(Box<Order>.Id), Serializer = null)] public partial EventStream<Box<Order>> Boxes { get; }
            [Processor(nameof(Boxes))] public void Print(Events<Box<Order>> events, IEnumerable<Box<Order>[]>? all) { }
        }
        internal static class Printing { [Processor<Shop>(nameof(Shop.Boxes))] internal static void One(Box<Order> box) { } }
        public struct Struct { [Processor<Shop>(nameof(Shop.Boxes))] public static void Two(Box<Order> box) { } }
        public interface IMany { [Processor<Shop>(nameof(Shop.Boxes))] static Task Three(IReadOnlyList<Box<Order>> boxes) => Task.CompletedTask; }
        """,

        // Attributes with constants of every type.
        """
        public enum Kind : sbyte { Less = -1, None }
        public class AllAttribute(object?[] all, Type type, Kind kind, Kind odd) : MiddlewareAttribute
        {
            public char Char; public float Float; public ulong[] Numbers = []; public string? Text { get; set; }
            public override IMiddleware Create(IServiceProvider services) => throw new NotSupportedException($"{all} {type} {kind} {odd} {Char} {Float} {Numbers} {Text}");
        }
        [App("g")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [All(new object?[] { (byte)1, (short)-2, 3u, 4L, ulong.MaxValue, 'x', "y", true, 1.5, 2.5f, Kind.Less, typeof(int[]), null, long.MinValue, int.MinValue },
                typeof(Dictionary<,>), Kind.Less, (Kind)(-7), Char = '\'', Float = float.NegativeInfinity, Numbers = new[] { 1UL }, Text = "a\\\u2028b")]
            [Processor(nameof(Orders))] public void Print(Order order, [FromKeyedServices((sbyte)-3)] IServiceProvider services, [FromKeyedServices(typeof(List<>))] Kind kind = Kind.Less) { }
        }
        """,
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    public void It_compiles_in_CSharp_13_without_implicit_usings(string program)
        => GeneratorHarness.Run(Prelude.Program(program), LanguageVersion.CSharp13, implicitUsings: false).AssertClean();

    [Theory]
    [MemberData(nameof(Programs))]
    public void It_compiles_in_CSharp_14_with_implicit_usings(string program)
        => GeneratorHarness.Run(Prelude.Program(program)).AssertClean();

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task No_rule_complains(string program) => Assert.Empty(await Marked.ReportsAsync(program));

    [Fact]
    public void The_streams_are_there_while_the_apps_own_statics_run()
    {
        var assembly = GeneratorHarness.Run(Prelude.Program(Programs.ElementAt(2).Data)).Load();
        var app = assembly.GetType("Shop")!.GetField("Default")!.GetValue(null)!;
        Assert.NotNull(app.GetType().GetProperty("Orders")!.GetValue(app));
    }

    [Fact]
    public void A_processor_in_parts_is_found_whichever_part_is_marked()
    {
        var emitted = GeneratorHarness.Run(Prelude.Program(Programs.ElementAt(4).Data)).Source("Shop.App");
        foreach (var name in (string[])["First", "Second"])
        {
            Assert.Contains($"{name}Processor", emitted, StringComparison.Ordinal);
            Assert.Contains($"target.{name}(record)", emitted, StringComparison.Ordinal);
        }

        Assert.Equal(2, emitted.Split("new global::Mark().Create(services)").Length - 1);
    }

    [Fact]
    public void A_stream_that_a_rule_refuses_keeps_its_property_and_says_so_when_it_is_used()
    {
        var run = GeneratorHarness.Run(Prelude.Program("""
            [App("shop")]
            public partial class Shop
            {
                [Stream("orders", PartitionBy = "Amount")] public partial EventStream<Order> Orders { get; }
                [Processor(nameof(Orders))] public void Print(Order order) { }
            }
            """));
        var type = run.Load().GetType("Shop")!;
        var error = Assert.ThrowsAny<Exception>(() => type.GetProperty("Orders")!.GetValue(Activator.CreateInstance(type)));
        Assert.Contains("Shop.Orders is no usable stream", error.InnerException!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Print", run.Source("Shop.App"), StringComparison.Ordinal);
    }
}
