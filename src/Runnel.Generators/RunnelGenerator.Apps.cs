using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            .WithTrackingName(TrackingNames.AppsParsed)
            .Where(static app => app is not null);
        var external = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                RunnelNames.ProcessorOfAttribute, static (node, _) => node is MethodDeclarationSyntax, ParseExternal)
            .WithTrackingName(TrackingNames.ExternalProcessorsParsed)
            .Where(static processor => processor is not null)
            .Collect()
            .Select(static (processors, _) => AppTables.Sort(processors!))
            .WithTrackingName(TrackingNames.ExternalProcessors);
        var tables = apps
            .Combine(external)
            .Select(static (parts, _) => AppTables.Join(parts.Left!, parts.Right))
            .WithTrackingName(TrackingNames.AppTables);

        // One file an app: its processors may stand anywhere, so an edit of one emits the whole table again, and no other app's.
        context.RegisterSourceOutput(tables, static (output, table) => output.AddSource(table.App.FileName, AppEmitter.Emit(table)));
    }

    private static AppModel? ParseApp(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
        => AppParser.Parse((INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], Parsing(context, cancellation));

    private static ExternalProcessorModel? ParseExternal(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        return AppProcessors.ParseExternal(method.PartialDefinitionPart ?? method, Parsing(context, cancellation));
    }

    /// <summary>A run that complains of nothing: complaints are the analyzer's, and it hears the same.</summary>
    private static AppParsing Parsing(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
        => new(context.SemanticModel.Compilation, null, cancellation);
}
