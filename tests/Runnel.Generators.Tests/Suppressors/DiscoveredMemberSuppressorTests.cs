using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Diagnostics.Usage;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Suppressors;

/// <summary>Rules of the platform are silent about what Runnel makes and calls, and about nothing else.</summary>
public sealed class DiscoveredMemberSuppressorTests
{
    private const string Program = """
        [App("shop")]
        internal sealed partial class Shop
        {
            [Stream("orders", PartitionBy = nameof(Region))] public partial EventStream<Order> Orders { get; }
            [Processor(nameof(Orders), Middleware = [typeof(Logged)])] private void Print(Order order, TimeProvider time) => Console.WriteLine(1);
            [Processor(nameof(Orders))] private async Task Loop(Events<Order> events) => await Task.Yield();
            [Processor(nameof(Orders))] private void Batch(IReadOnlyList<RawEvent> batch) { }
            [Timer(1)] private void Tick(TimeProvider time) { }
            private static int Region(Order order) => order.OrderId;
            private static int Other(Order order) => order.OrderId;
            private void Plain(Order order) { }
        }

        internal sealed class Printer
        {
            [Processor<Shop>(nameof(Shop.Orders))] public void Own(Order order) { }
        }

        internal sealed class Logged : IMiddleware
        {
            public ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken) => next(delivery, cancellationToken);
        }

        [Record] internal sealed partial record Refund(int Id);
        internal sealed class Unknown { public void Nothing(Order order) { } }
        """;

    [Theory]
    [InlineData("CA1812", "Shop Printer Logged Refund Order", "Unknown")]
    [InlineData("CA1822", "Print Loop Batch Tick Own", "Region Other Plain InvokeAsync Nothing")]
    [InlineData("IDE0051", "Print Loop Batch Tick Region Own", "Other Plain InvokeAsync Nothing")]
    [InlineData("CA1062", "Print Loop Batch Tick Own", "Region Other Plain InvokeAsync Nothing")]
    [InlineData("IDE0060", "Print.order Loop.events Batch.batch Own.order", "Print.time Tick.time Region.order Other.order Plain.order InvokeAsync.delivery InvokeAsync.next InvokeAsync.cancellationToken Nothing.order")]
    public async Task Only_what_is_discovered_is_suppressed(string rule, string suppressed, string left)
    {
        var run = GeneratorHarness.Run(Prelude.Program(Program));
        Assert.Empty(run.Diagnostics.Where(item => item.Severity == DiagnosticSeverity.Error).Select(item => item.ToString()));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var found = await run.Compilation.WithAnalyzers([new Everywhere(rule), new DiscoveredMemberSuppressor()], options)
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Sorted(suppressed), Sorted(Names(found.Where(item => item.IsSuppressed))));
        Assert.Equal(Sorted(left), Sorted(Names(found.Where(item => !item.IsSuppressed))));
    }

    private static string Names(IEnumerable<Diagnostic> found) => string.Join(' ', found.Select(item => item.GetMessage(null)));

    private static IEnumerable<string> Sorted(string names) => names.Split(' ').Order(StringComparer.Ordinal);

    /// <summary>Complains of all that a rule could complain of, at the places where the platform's does.</summary>
#pragma warning disable RS1001, RS1017 // It is no analyzer that a compiler finds, and has the ids of others.
    private sealed class Everywhere(string id) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor _rule = new(id, id, "{0}", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);
#pragma warning restore RS1001, RS1017

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.ClassDeclaration, SyntaxKind.RecordDeclaration, SyntaxKind.MethodDeclaration, SyntaxKind.Parameter);
        }

        private void Analyze(SyntaxNodeAnalysisContext context)
        {
            var (place, name) = (_rule.Id, context.Node) switch
            {
                ("CA1812", TypeDeclarationSyntax type) => (type.Identifier.GetLocation(), type.Identifier.ValueText),
                ("CA1822" or "IDE0051", MethodDeclarationSyntax method) => (method.Identifier.GetLocation(), method.Identifier.ValueText),
                ("CA1062", MethodDeclarationSyntax method) => (Body(method).GetLocation(), method.Identifier.ValueText),
                ("IDE0060", ParameterSyntax { Parent.Parent: MethodDeclarationSyntax method } parameter)
                    => (parameter.GetLocation(), method.Identifier.ValueText + "." + parameter.Identifier.ValueText),
                _ => (null, ""),
            };
            if (place is not null) context.ReportDiagnostic(Diagnostic.Create(_rule, place, name));
        }

        /// <summary>Somewhere in the body, where an argument is used.</summary>
        private static SyntaxNode Body(MethodDeclarationSyntax method) => method.ExpressionBody?.Expression ?? (SyntaxNode)method.Body!;
    }
}
