using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runnel.Generators.Tests.Apps;

/// <summary>An edit that changes nothing of an app runs nothing again after parsing; one that does, does. Models hold no symbols.</summary>
public sealed class AppCachingTests
{
    private const string App = """
        [App("shop")]
        public partial class Shop(TimeProvider time)
        {
            public TimeProvider Time => time;
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [DeadLetters(nameof(Orders))] public partial EventStream<Dead> DeadOrders { get; }
            [Stream("bad", PartitionBy = "Amount")] public partial EventStream<Order> Bad { get; }
            [Processor(nameof(Orders), Retries = 1, Middleware = [typeof(DeadLetterMiddleware)])] public void Print(Order order, TimeProvider time) { }
            [Timer(1)] public void Tick() { }
        }
        """;

    private const string Elsewhere = """
        public class Printing
        {
            [Processor<Shop>("Orders")] public void Write(Order order) { }
        }
        """;

    private const string Other = """[App("other")] public partial class Other;""";

    private static readonly string[] Steps =
        [TrackingNames.AppsParsed, TrackingNames.AppsValid, TrackingNames.ExternalProcessorsParsed, TrackingNames.ExternalProcessors, TrackingNames.AppTables];

    [Theory]
    [InlineData("public class Unrelated;")]
    [InlineData("// a comment")]
    [InlineData("public class Unrelated { public void Print(int order) { } }")]
    public void An_unrelated_edit_runs_nothing_again(string edit)
    {
        var steps = Edit(Elsewhere, Elsewhere + edit);
        foreach (var step in Steps)
        {
            Assert.NotEmpty(steps[step]);
            Assert.All(steps[step], reason => Assert.Equal((step, IncrementalStepRunReason.Cached), (step, Plain(reason))));
        }

        Assert.All(steps["output"], reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory]
    [InlineData("Retries = 1", "Retries = 2")]
    [InlineData("[Timer(1)]", "[Timer(2)]")]
    [InlineData("\"shop\"", "\"shop2\"")]
    [InlineData("PartitionBy = \"OrderId\"", "PartitionBy = \"Customer\"")]
    [InlineData("TimeProvider time)\n{", "TimeProvider? time)\n{")]
    [InlineData("Order order, TimeProvider time", "RawEvent order, TimeProvider time")]
    public void An_edit_of_the_app_emits_it_again_and_no_other(string from, string to)
    {
        Assert.Contains(from, App, StringComparison.Ordinal);
        var steps = Edit(App, App.Replace(from, to, StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], steps["output"].Order().Select(Plain));
        Assert.Contains(IncrementalStepRunReason.Modified, steps[TrackingNames.AppTables]);
    }

    [Fact]
    public void An_edit_of_a_processor_elsewhere_emits_its_app()
    {
        var steps = Edit(Elsewhere, Elsewhere.Replace("Write", "Wrote", StringComparison.Ordinal));
        Assert.Contains(IncrementalStepRunReason.Modified, steps[TrackingNames.ExternalProcessors]);
        Assert.Contains(IncrementalStepRunReason.Modified, steps["output"]);
    }

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        const string More = """public class Adding { [Processor<Shop>("Orders")] public void Add(Order order) { } }""";
        Assert.Equal(Emitted([App, Elsewhere, More]), Emitted([More, App, Elsewhere]));

        static string Emitted(string[] sources)
            => GeneratorHarness.Run(GeneratorHarness.Compilation([.. sources.Select(Usings), Prelude.Program("")])).Source("Shop.App");
    }

    [Fact]
    public void Models_hold_no_symbols_syntax_or_compilations()
    {
        var result = Run(Sources(App, Elsewhere)).GetRunResult().Results.Single();
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var step in Steps)
        {
            foreach (var output in result.TrackedSteps[step].SelectMany(run => run.Outputs)) ModelWalk.AssertPure(output.Value, visited);
        }

        Assert.True(visited.Count > 20);
    }

    [Fact]
    public void A_cancelled_run_ends()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => GeneratorHarness.Driver().RunGenerators(Sources(App, Elsewhere), stop.Token));
    }

    private static IncrementalStepRunReason Plain(IncrementalStepRunReason reason)
        => reason == IncrementalStepRunReason.Unchanged ? IncrementalStepRunReason.Cached : reason;

    private static Dictionary<string, List<IncrementalStepRunReason>> Edit(string from, string to)
    {
        var before = Sources(App, Elsewhere);
        var tree = before.SyntaxTrees.Single(item => item.ToString() == Usings(from));
        var edited = before.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
            Usings(to), (CSharpParseOptions)tree.Options, tree.FilePath, cancellationToken: TestContext.Current.CancellationToken));
        var result = Run(before).RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        var reasons = Steps.ToDictionary(
            step => step,
            step => result.TrackedSteps.TryGetValue(step, out var runs) ? Reasons(runs) : []);
        reasons["output"] = Reasons(result.TrackedOutputSteps
            .SelectMany(step => step.Value)
            .Where(run => run.Inputs.Any(input => input.Source.Name == TrackingNames.AppTables)));
        return reasons;

        static List<IncrementalStepRunReason> Reasons(IEnumerable<IncrementalGeneratorRunStep> runs)
            => [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)];
    }

    private static CSharpCompilation Sources(params string[] sources)
        => GeneratorHarness.Compilation([.. sources.Append(Other).Select(Usings), Prelude.Program("")]);

    private static string Usings(string source) => Prelude.Usings + source;

    private static GeneratorDriver Run(CSharpCompilation compilation)
        => GeneratorHarness.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
}
