using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>Reports what compiles and is most likely a mistake: each rule has a class of its own, and this one says what it is shown.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsageAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => UsageRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(RunnelNames.AppAttribute) is null) return;
            start.RegisterSymbolAction(MutableKeys.Analyze, SymbolKind.Property);
            start.RegisterSymbolAction(GraceLimits.AnalyzeApp, SymbolKind.NamedType);
            start.RegisterSymbolAction(SecretsInSource.AnalyzeApp, SymbolKind.NamedType);
            start.RegisterSymbolAction(GraceLimits.AnalyzeProcessor, SymbolKind.Method);
            start.RegisterOperationAction(SwallowedFailures.AnalyzeLoop, OperationKind.Loop);
            start.RegisterOperationAction(SecretsInSource.AnalyzeAssignment, OperationKind.SimpleAssignment);
            start.RegisterOperationAction(DroppedSends.Analyze, OperationKind.ExpressionStatement);
            start.RegisterOperationBlockAction(AnalyzeBody);

            // What is known at the end only. A library's sinks may have their processors in the programs that use it.
            var records = new UnusedRecords();
            start.RegisterSymbolAction(records.Add, SymbolKind.NamedType);
            start.RegisterCompilationEndAction(records.Report);
            if (start.Compilation.Options.OutputKind is not (OutputKind.ConsoleApplication or OutputKind.WindowsApplication)) return;
            var sinks = new SinkUses();
            start.RegisterSymbolAction(sinks.AddSink, SymbolKind.Property);
            start.RegisterSymbolAction(sinks.AddStream, SymbolKind.Property);
            start.RegisterSymbolAction(sinks.AddProcessor, SymbolKind.Method);
            start.RegisterOperationAction(sinks.AddSend, OperationKind.Invocation);
            start.RegisterCompilationEndAction(sinks.Report);
        });
    }

    /// <summary>The body of a method that Runnel calls.</summary>
    private static void AnalyzeBody(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol method || !DiscoveredMethods.IsDiscovered(method)) return;
        foreach (var block in context.OperationBlocks)
        {
            if (block.Kind is not (OperationKind.Block or OperationKind.None)) continue; // Not the attributes' arguments.
            var body = new MethodBody(method, block, context);
            IdleLoops.Analyze(body);
            SwallowedFailures.AnalyzeCall(body);
            BlockingCalls.Analyze(body);
            GraceLimits.AnalyzeBatches(body);
            MissingCancellation.Analyze(body);
        }
    }
}
