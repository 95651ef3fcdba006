using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics;

/// <summary>Reports, in an entry assembly, where the modules of the assemblies that it references do not fit together.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModuleAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ModuleRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(Analyze);
    }

    private static void Analyze(CompilationAnalysisContext context)
    {
        if (!ReferencedModules.IsEntry(context.Compilation)) return;
        var referenced = new ReferencedProcessors(context.Compilation, context.CancellationToken);
        var apps = ReferencedModules.Of(context.Compilation, context.CancellationToken)
            .Select(module => module.App)
            .Where(app => app.TypeKind != TypeKind.Error)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .OrderBy(app => app.ToDisplayString(), StringComparer.Ordinal);
        foreach (var app in apps)
        {
            var processors = referenced.Of(app).ToList();
            ReportSame(app, processors, context);
            foreach (var processor in processors.Where(item => item.Assembly != app.ContainingAssembly.Name)) ReportOther(app, processor, context);
        }
    }

    private static void ReportSame(INamedTypeSymbol app, List<ReferencedProcessor> processors, CompilationAnalysisContext context)
    {
        foreach (var named in processors.GroupBy(item => item.Processor.Name, StringComparer.Ordinal))
        {
            var first = named.First();
            foreach (var next in named.Skip(1))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    ModuleRules.SameProcessor, null, app.Short(), named.Key, first.Processor.Source, first.Assembly, next.Processor.Source, next.Assembly));
            }
        }
    }

    private static void ReportOther(INamedTypeSymbol app, ReferencedProcessor processor, CompilationAnalysisContext context)
    {
        if (Difference(app, processor.Processor) is not { } difference) return;
        context.ReportDiagnostic(Diagnostic.Create(
            ModuleRules.OtherApp, null, processor.Processor.Source, processor.Assembly, app.Short(), context.Compilation.AssemblyName, difference));
    }

    /// <summary>What the app has otherwise than the processor was compiled for; null: nothing.</summary>
    private static string? Difference(INamedTypeSymbol app, DeclaredProcessor processor)
    {
        var streams = DeclaredTable.Streams(app).ToList();
        var stream = streams.Find(item => item.Name == processor.Stream);
        if (stream is null) return $"this one has no stream '{processor.Stream}'";
        if (stream.Record != processor.Record) return $"there, the stream '{processor.Stream}' held '{processor.Record}', and here it holds '{stream.Record}'";
        if (processor.DeadLetterSink.Length > 0 && !streams.Exists(item => item.Name == processor.DeadLetterSink))
            return $"this one has no sink '{processor.DeadLetterSink}'";
        return null;
    }
}
