using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Diagnostics.Usage;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Usage;

/// <summary>Programs in which <c>{|RNL0100:…|}</c> marks what the rules of use must complain of, and nothing else may be.</summary>
internal static class UsageRule
{
    private const string Main = "internal static class Program { private static void Main() { } }";

    /// <summary>Checks that the rules are reported where they are marked, with the severities that they have; and returns their messages.</summary>
    public static async Task<IReadOnlyList<string>> ReportsAsync(string marked, OutputKind kind = OutputKind.ConsoleApplication)
    {
        var (source, expected) = Marked.Parse(Prelude.Program(marked));
        var found = Marked.Match(source, expected, await AnalyzeAsync(source, kind));
        return [.. found.Select(item => item.GetMessage(null))];
    }

    /// <summary>Checks one rule at one place, and what its message says.</summary>
    public static async Task ReportsAsync(string marked, params string[] parts)
    {
        var message = Assert.Single(await ReportsAsync(marked));
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    /// <summary>Checks that no rule has anything to say.</summary>
    public static async Task SilentAsync(string source, OutputKind kind = OutputKind.ConsoleApplication)
        => Assert.Empty(await ReportsAsync(source, kind));

    /// <summary>A class <c>Shop</c> with a stream of orders and these members.</summary>
    public static string Shop(string members) => $$"""
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = nameof(Order.OrderId))] public partial EventStream<Order> Orders { get; }
            private Task<int> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult(1);
            {{members}}
        }
        """;

    /// <summary>What the rules report of a program, which must compile.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string source, OutputKind kind = OutputKind.ConsoleApplication)
    {
        string[] sources = kind == OutputKind.ConsoleApplication ? [source, Main] : [source];
        var compilation = GeneratorHarness.Compilation(sources);
        var run = GeneratorHarness.Run(compilation.WithOptions(compilation.Options.WithOutputKind(kind)));
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(item => item.ToString()));
        var reported = await run.Compilation.WithAnalyzers([new UsageAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. reported.Where(diagnostic => !diagnostic.IsSuppressed)];
    }
}
