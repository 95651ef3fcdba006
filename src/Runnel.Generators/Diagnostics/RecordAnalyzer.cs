using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics;

/// <summary>Reports what is wrong with records: it runs the generator's own parser, and reports its problems.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RecordAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RecordRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(RunnelNames.RecordAttribute) is null) return;
            start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
            start.RegisterOperationAction(SentRecords.Analyze, OperationKind.Invocation);
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.Attribute(RunnelNames.RecordAttribute) is not null)
        {
            var parsed = RecordParser.Parse(type, context.Compilation, context.CancellationToken);
            if (parsed.Stops) return; // The generator reports the problems.
            foreach (var problem in parsed.Problems) context.ReportDiagnostic(problem.ToDiagnostic());
        }
        else
        {
            AnalyzeOther(context, type);
        }
    }

    /// <summary>A type that is no [Record], and perhaps should be.</summary>
    private static void AnalyzeOther(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        foreach (var variant in Variants.Of(type))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                RecordRules.UselessVariant, variant.Attribute.Location(context.CancellationToken), "[Variant]", type.Name, "it is no [Record]"));
        }

        // There are no records of just an abstract type; those that derive from it are asked themselves.
        if (type is { IsRecord: true, IsAbstract: false } && BaseRecord(type) is { } derivedFrom)
        {
            context.ReportDiagnostic(Diagnostic.Create(RecordRules.DerivedWithoutAttribute, type.Locations.FirstOrDefault(), type.Name, derivedFrom.Name));
        }
    }

    private static INamedTypeSymbol? BaseRecord(INamedTypeSymbol type)
    {
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (level.Attribute(RunnelNames.RecordAttribute) is not null) return level;
        }

        return null;
    }
}
