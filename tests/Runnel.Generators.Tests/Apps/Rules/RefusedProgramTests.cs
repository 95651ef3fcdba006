using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>
/// A build of a wrong program shows the rule that it breaks. The compiler stops at the first declaration that does not compile, before it
/// runs analyzers: so what is refused must go on compiling, or the generator must say why it cannot.
/// (<see cref="GeneratorHarness.AnalyzeAsync"/> holds this for every program of every rule's tests and page.)
/// </summary>
public sealed class RefusedProgramTests
{
    /// <summary>Asks for an app in a declaration.</summary>
    private const string Host = """

        public class Host<T> where T : class, Runnel.Contracts.IRunnelApp<T>;
        public class Uses { public Host<Shop>? Used { get; set; } }
        """;

    public static TheoryData<string> RecordRuleIds => [.. RecordRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(RecordRuleIds))]
    public async Task A_refused_record_in_streams_shows_its_rule(string id)
    {
        var wrong = RulePage.Examples(id).Wrong;
        var streams = Records(wrong).Select((record, i) => $$"""
            [Stream("s{{i}}", PartitionBy = nameof(KeyOf{{i}}))] internal partial EventStream<{{record}}> Stream{{i}} { get; }
            [DeadLetters(nameof(Stream{{i}}))] internal partial EventStream<Dead> Sink{{i}} { get; }
            [Processor(nameof(Stream{{i}}))] internal void Process{{i}}({{record}} record) { }
            private static int KeyOf{{i}}({{record}} record) => 1;
            """).ToList();
        Assert.NotEmpty(streams);
        var program = $$"""
            using Runnel;
            {{wrong}}
            [App("shop")]
            internal partial class Shop
            {
            {{string.Join('\n', streams)}}
            }
            """;
        var reported = await GeneratorHarness.AnalyzeAsync(new RecordAnalyzer(), program);
        Assert.Equal([id], reported.Select(item => item.Id).Distinct());
        Assert.Empty((await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), program)).Select(item => item.ToString()));
    }

    [Fact]
    public async Task A_refused_record_is_the_only_error()
    {
        const string Program = """
            [Record] public partial record Refund(int Id, object Amount);
            [Record(Primitive = true)] public partial record struct Tick(int Id, decimal Amount);
            [Record] public partial record Page(List<Refund> Refunds, Tick? Tick);
            [App("shop")]
            public partial class Shop
            {
                [Stream("refunds", PartitionBy = "Id")] public partial EventStream<Refund> Refunds { get; }
                [Stream("ticks", PartitionBy = "Id")] public partial EventStream<Tick> Ticks { get; }
                [DeadLetters(nameof(Ticks))] public partial EventStream<Tick> DeadTicks { get; }
                [Processor(nameof(Refunds))] public async Task Print(Events<Refund> events) { await foreach (var refund in events.Records()) { } }
            }
            """;
        var run = GeneratorHarness.Run(Prelude.Program(Program));
        run.AssertClean();
        var shown = await GeneratorHarness.AnalyzeAsync(new RecordAnalyzer(), Prelude.Program(Program));
        Assert.Equal(["RNL0004", "RNL0003"], shown.Select(item => item.Id));
    }

    [Fact]
    public void A_refused_record_throws_and_says_why_where_the_rule_is_silenced()
    {
        var assembly = GeneratorHarness.Run(Prelude.Program("""
            #pragma warning disable RNL0004, RNL0005
            [Record] public partial record Refund(int OrderId, int Order_Id, object Amount);
            """)).Load();
        var record = assembly.GetType("Refund")!;
        var members = record.GetInterfaceMap(typeof(IRecord<>).MakeGenericType(record)).TargetMethods;
        var getter = members.Single(method => method.ReturnType == typeof(RecordDescriptor));
        var error = Assert.ThrowsAny<Exception>(() => getter.Invoke(null, null));
        Assert.Equal("The record Refund cannot be stored: it breaks RNL0004, RNL0005; see the compile errors.", error.InnerException!.Message);
    }

    [Fact]
    public void A_field_of_an_unknown_type_is_the_only_error()
    {
        var run = GeneratorHarness.Run(Prelude.Program("""
            [Record] public partial record Refund(int Id, Missing What);
            [App("shop")]
            public partial class Shop { [Stream("refunds", PartitionBy = "Id")] public partial EventStream<Refund> Refunds { get; } }
            """));
        Assert.Equal(["CS0246"], run.Diagnostics.Select(item => item.Id).Distinct());
        Assert.DoesNotContain(run.DeclarationErrors, run.IsInEmittedCode);
    }

    [Fact]
    public async Task A_record_that_is_not_partial_is_reported_once_and_nothing_emitted_fails_of_it()
    {
        const string Program = """
            [Record] public record Refund(int Id, object Amount);
            [Record] public partial record Page(List<Refund> Refunds);
            [App("shop")]
            public partial class Shop
            {
                [Stream("refunds", PartitionBy = "Id")] public partial EventStream<Refund> Refunds { get; }
                [DeadLetters(nameof(Refunds))] public partial EventStream<Dead> DeadRefunds { get; }
                [Stream("orders", PartitionBy = "Amount")] public partial EventStream<Order> Orders { get; }
                [Processor(nameof(Refunds))] public void Print(Order order) { }
            }
            """;
        var run = GeneratorHarness.Run(Prelude.Program(Program));
        Assert.DoesNotContain(run.Diagnostics, run.IsInEmittedCode);
        var records = await GeneratorHarness.AnalyzeAsync(new RecordAnalyzer(), Prelude.Program(Program));
        Assert.Equal(["RNL0002", "RNL0004"], records.Select(item => item.Id));

        // What else is wrong with an app that has such a stream is reported with it.
        var apps = await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), Prelude.Program(Program));
        Assert.Equal(["RNL0061", "RNL0072"], apps.Select(item => item.Id));
    }

    [Theory]
    [InlineData("Events<Plain>", "RNL0072")]
    [InlineData("Events<string>", "RNL0072")]
    [InlineData("Events<Missing>", null)]
    [InlineData("IReadOnlyList<Missing>", null)]
    public async Task A_processor_of_a_type_that_does_not_compile_hides_no_rule_of_its_app(string type, string? itself)
    {
        var program = Prelude.Program($$"""
            public record Plain(int Id);
            [App("shop")]
            public partial class Shop
            {
                [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
                [Processor(nameof(Orders))] public void Print({{type}} orders) { }
                [Processor("Nothing")] public void Write(Order order) { }
            }
            """);
        var shown = await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), program);
        Assert.Equal(new[] { itself, "RNL0071" }.OfType<string>(), shown.Select(item => item.Id));
    }

    [Fact]
    public void What_the_generator_reports_is_cached_and_holds_no_symbols()
    {
        const string Program = """
            [Record] public record Refund(int Id);
            [App("shop")] public class Shop;
            public class Plain { [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; } }
            public partial class Parts { [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; } }
            """;
        string[] steps =
        [
            TrackingNames.RecordsParsed, TrackingNames.RecordProblems, TrackingNames.AppsParsed, TrackingNames.AppProblems,
            TrackingNames.StrayStreamsParsed, TrackingNames.StrayStreams,
        ];
        var before = GeneratorHarness.Compilation([Prelude.Program(Program)]);
        var after = before.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            "public class Unrelated;", (CSharpParseOptions)before.SyntaxTrees[0].Options, cancellationToken: TestContext.Current.CancellationToken));
        var first = GeneratorHarness.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        var result = first.RunGenerators(after, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        Assert.Equal(["RNL0002", "RNL0050", "RNL0084"], result.Diagnostics.Select(item => item.Id).Order(StringComparer.Ordinal));
        foreach (var step in steps)
        {
            var outputs = result.TrackedSteps[step].SelectMany(run => run.Outputs).ToList();
            Assert.NotEmpty(outputs);
            Assert.All(
                outputs,
                output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {output.Reason}"));
            foreach (var output in outputs) ModelWalk.AssertPure(output.Value, new(ReferenceEqualityComparer.Instance));
        }
    }

    [Theory]
    [InlineData("partial class {|RNL0051:Shop|}<T>", "Host<Shop<int>>")]
    [InlineData("abstract partial class {|RNL0051:Shop|}", "Host<Shop>")]
    public Task An_app_that_cannot_be_made_is_the_only_error(string declaration, string use) => Marked.ReportsAsync(
        $$"""
        [App("shop")]
        public {{declaration}}
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [DeadLetters(nameof(Orders))] public partial EventStream<Dead> DeadOrders { get; }
            [Processor(nameof(Orders))] public void Print(Order order) { }
            [Timer(1)] public void Tick() { }
        }
        """ + Host.Replace("Host<Shop>", use, StringComparison.Ordinal),
        "'Shop");

    [Fact]
    public async Task All_rules_of_an_app_that_is_not_partial_are_reported() => Assert.Equal(4, (await Marked.ReportsAsync(
        """
        [App({|RNL0053:"my.shop"|})]
        public class {|RNL0050:Shop|}
        {
            [Stream("orders", PartitionBy = {|RNL0060:"Nothing"|})] public partial EventStream<Order> Orders { get; }
            [Crontab({|RNL0085:"45 25 * * *"|}, OnLeader = true)] public void Tick() { }
        }
        """)).Count);

    [Theory]
    [InlineData("public partial class Plain", "EventStream<Order>")]
    [InlineData("public partial struct Plain<T>", "EventStream<Order>")]
    [InlineData("public class Plain", "EventStream<Order>")]
    [InlineData("file partial class Plain", "EventStream<Order>")]
    [InlineData("public partial class Plain", "EventStream<string>")]
    public Task A_partial_stream_outside_an_app_is_named(string type, string property) => Marked.ReportsAsync(
        $$"""
        {{type}}
        {
            [{|RNL0084:Stream("orders", PartitionBy = "OrderId")|}] public partial {{property}} Orders { get; }
        }
        """,
        "[Stream] has no effect on 'Plain");

    [Fact]
    public async Task Streams_and_sinks_outside_an_app_compile()
    {
        const string Program = """
            public partial class Plain
            {
                [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
                [Stream("orders", PartitionBy = "OrderId"), DeadLetters("Orders")] public partial EventStream<Order> orders { get; }
                [DeadLetters("Orders")] internal static partial EventStream<Dead> DeadOrders { get; private set; }
            }
            """;
        GeneratorHarness.Run(Prelude.Program(Program)).AssertClean();
        var shown = await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), Prelude.Program(Program));
        Assert.Equal(4, shown.Count(item => item.Id == "RNL0084"));
    }

    [Theory]
    [InlineData("public partial ref EventStream<Order> {|RNL0055:Orders|} { get; }", "it returns by reference")]
    [InlineData("public partial ref readonly EventStream<Order> {|RNL0055:Orders|} { get; }", "it returns by reference")]
    [InlineData("public partial EventStream<Order> {|RNL0055:Orders|} { get; private set; }", "it has a setter")]
    [InlineData(
        "public partial EventStream<Order> {|RNL0055:Orders|} { get; } public partial EventStream<Order> Orders => throw new NotSupportedException();",
        "it has a half of its own, which the source generator writes")]
    public async Task A_stream_property_of_another_form_is_the_only_error(string property, string reason)
    {
        var program = "[App(\"shop\")] public partial class Shop { [Stream(\"orders\", PartitionBy = \"OrderId\")] " + property + " }";
        await Marked.ReportsAsync(program, reason);
        GeneratorHarness.Run(Prelude.Program(program.Replace("{|RNL0055:Orders|}", "Orders", StringComparison.Ordinal))).AssertClean();
    }

    private static IEnumerable<string> Records(string program)
        => CSharpSyntaxTree.ParseText(program, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Where(type => type.AttributeLists.Any(list => list.Attributes.Any(attribute => attribute.Name.ToString() == "Record")))
            .Select(Name);

    private static string Name(TypeDeclarationSyntax type)
        => type.Parent is TypeDeclarationSyntax outer ? $"{Name(outer)}.{type.Identifier}" : type.Identifier.ToString();
}
