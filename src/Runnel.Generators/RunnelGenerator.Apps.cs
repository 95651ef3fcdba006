using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Runnel.Generators.Emitting;
using Runnel.Generators.Model;
using Runnel.Generators.Parsing;

namespace Runnel.Generators;

/// <summary>The names of the pipeline's steps for apps, by which tests see what ran again.</summary>
internal static class AppTrackingNames
{
    public const string Apps = "Runnel.Apps";

    public const string FileNames = "Runnel.Apps.FileNames";

    public const string ExternalProcessors = "Runnel.ExternalProcessors";

    public const string AllExternalProcessors = "Runnel.ExternalProcessors.All";

    public const string Tables = "Runnel.AppTables";
}

/// <content>Apps: each with the processors of its own class and those of others.</content>
public sealed partial class RunnelGenerator
{
    static partial void InitializeApps(IncrementalGeneratorInitializationContext context)
    {
        var apps = context.SyntaxProvider
            .ForAttributeWithMetadataName("Runnel.AppAttribute", static (node, _) => node is TypeDeclarationSyntax, ParseApp)
            .Where(static app => app is not null)
            .Select(static (app, _) => app!)
            .WithTrackingName(AppTrackingNames.Apps);
        var fileNames = apps
            .Select(static (app, _) => app.FileName)
            .Collect()
            .Select(static (names, _) => names.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray())
            .WithTrackingName(AppTrackingNames.FileNames);
        var external = context.SyntaxProvider
            .ForAttributeWithMetadataName("Runnel.ProcessorAttribute`1", static (node, _) => node is MethodDeclarationSyntax, ParseExternal)
            .Where(static processor => processor is not null)
            .Select(static (processor, _) => processor!)
            .WithTrackingName(AppTrackingNames.ExternalProcessors);
        var allExternal = external
            .Collect()
            .Select(static (processors, _) => AppTables.Sort(processors))
            .WithTrackingName(AppTrackingNames.AllExternalProcessors);
        var tables = apps
            .Combine(allExternal)
            .Combine(fileNames)
            .Select(static (parts, _) => AppTables.Join(parts.Left.Left, parts.Left.Right, parts.Right))
            .WithTrackingName(AppTrackingNames.Tables);
        context.RegisterSourceOutput(tables, static (output, table) =>
            output.AddSource(table.FileName, SourceText.From(AppEmitter.Emit(table), Encoding.UTF8)));
    }

    private static AppModel? ParseApp(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
        => AppParser.Parse(
            (INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], new AppParsing(context.SemanticModel.Compilation, null, cancellation));

    private static ExternalProcessorModel? ParseExternal(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        return AppProcessors.ParseExternal(
            method.PartialDefinitionPart ?? method, context.Attributes[0], new AppParsing(context.SemanticModel.Compilation, null, cancellation));
    }
}
