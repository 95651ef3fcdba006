using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Emitting;
using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators;

public sealed partial class RunnelGenerator
{
    static partial void InitializeApps(IncrementalGeneratorInitializationContext context)
    {
        var apps = context.SyntaxProvider
            .ForAttributeWithMetadataName(RunnelNames.AppAttribute, static (node, _) => node is TypeDeclarationSyntax, ParseApp)
            .WithTrackingName(TrackingNames.AppsParsed);
        var external = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                RunnelNames.ProcessorOfAttribute, static (node, _) => node is MethodDeclarationSyntax, ParseExternal)
            .WithTrackingName(TrackingNames.ExternalProcessorsParsed)
            .Where(static processor => processor is not null)
            .Collect()
            .Select(static (processors, _) => AppTables.Sort(processors!))
            .WithTrackingName(TrackingNames.ExternalProcessors);
        var tables = apps
            .Select(static (app, _) => app.Model)
            .Where(static app => app is not null)
            .WithTrackingName(TrackingNames.AppsValid)
            .Combine(external)
            .Select(static (parts, _) => AppTables.Join(parts.Left!, parts.Right))
            .WithTrackingName(TrackingNames.AppTables);

        // One file an app: its processors may stand anywhere, so an edit of one emits the whole table again, and no other app's.
        context.RegisterSourceOutput(tables, static (output, table) => output.AddSource(table.App.FileName, AppEmitter.Emit(table)));
        GeneratorReport.Register(context, apps.SelectMany(static (app, _) => app.Problems).WithTrackingName(TrackingNames.AppProblems));
        InitializeModules(context, external);
        InitializeStrayStreams(context, RunnelNames.StreamAttribute);
        InitializeStrayStreams(context, RunnelNames.DeadLettersAttribute);
    }

    /// <summary>Streams and sinks in classes that are no apps.</summary>
    private static void InitializeStrayStreams(IncrementalGeneratorInitializationContext context, string attribute)
    {
        var stray = context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is PropertyDeclarationSyntax, ParseStray)
            .Where(static part => part is not null)
            .WithTrackingName(TrackingNames.StrayStreamsParsed);
        var models = stray
            .Select(static (part, _) => part!.Model)
            .Where(static model => model is not null)
            .WithTrackingName(TrackingNames.StrayStreams);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model!.FileName, StrayStreamEmitter.Emit(model)));
        GeneratorReport.Register(context, stray.SelectMany(static (part, _) => part!.Problems));
    }

    private static StrayStreamPartModel? ParseStray(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        // One marked as both is the stream's.
        var property = (IPropertySymbol)context.TargetSymbol;
        var isSink = context.Attributes[0].Is(RunnelNames.DeadLettersAttribute);
        if (isSink && property.Attribute(RunnelNames.StreamAttribute) is not null) return null;

        // As with types that are marked twice: a copy would be emitted under the same name.
        if (!SymbolEqualityComparer.Default.Equals(property.ContainingType.GetMembers(property.Name)[0], property.PartialDefinitionPart ?? property)) return null;
        return AppStubs.Stray(property, Parsing(context, cancellation));
    }

    private static AppPartModel ParseApp(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
        => FirstMark.IsFirst(context)
            ? AppCompilation.Parse((INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], Parsing(context, cancellation))
            : AppPartModel.Nothing;

    private static ExternalProcessorModel? ParseExternal(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        return AppProcessors.ParseExternal(method.PartialDefinitionPart ?? method, Parsing(context, cancellation));
    }

    /// <summary>A run that complains of nothing: complaints are mostly the analyzer's, and it hears the same.</summary>
    private static AppParsing Parsing(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
        => new(context.SemanticModel.Compilation, null, cancellation);
}
