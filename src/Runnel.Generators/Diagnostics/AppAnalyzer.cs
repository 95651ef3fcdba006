using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Diagnostics;

/// <summary>
/// Reports what is wrong with apps, streams, processors and background tasks: it runs the generator's own parser, and listens to its
/// complaints.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AppAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => AppRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Runnel.AppAttribute") is null) return;
            var declared = new AppDeclarations();
            start.RegisterSymbolAction(symbol => AnalyzeType(symbol, declared), SymbolKind.NamedType);
            start.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, declared), SymbolKind.Method);
            start.RegisterSymbolAction(AnalyzeProperty, SymbolKind.Property);
            start.RegisterSyntaxNodeAction(
                AppMisplaced.ReportLocal,
                SyntaxKind.LocalFunctionStatement,
                SyntaxKind.ParenthesizedLambdaExpression,
                SyntaxKind.SimpleLambdaExpression);
            start.RegisterCompilationEndAction(declared.Report);
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context, AppDeclarations declared)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.Attribute(RunnelNames.AppAttribute) is not { } attribute) return;
        var parsing = Parsing(context);
        if (AppCompilation.Stops(type, parsing)) parsing = parsing.Silently; // The generator reports the problems.
        if (AppParser.Parse(type, attribute, parsing) is { } app) declared.Add(type, app, parsing);
    }

    private static void AnalyzeProperty(SymbolAnalysisContext context)
    {
        var property = (IPropertySymbol)context.Symbol;
        var parsing = Parsing(context);
        if (!AppMisplaced.IsInApp(property) && AppStubs.IsStrayHopeless(property, parsing)) return; // The generator reports it.
        AppMisplaced.Report(property, parsing);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, AppDeclarations declared)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null) return; // The part that defines it is analyzed, and has the attributes of both.
        var parsing = Parsing(context);
        AppMisplaced.Report(method, parsing);
        if (AppProcessors.ParseExternal(method, parsing) is { } processor)
            declared.AddExternal(processor, method, AppProcessors.MarkOf(method)!, parsing);
    }

    private static AppParsing Parsing(SymbolAnalysisContext context)
        => new(context.Compilation, problem => context.ReportDiagnostic(problem.ToDiagnostic()), context.CancellationToken);
}
