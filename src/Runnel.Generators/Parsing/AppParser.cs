using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>A class marked <c>[App]</c>.</summary>
internal static class AppParser
{
    private static readonly SymbolDisplayFormat Namespace =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>The app; null: nothing can be emitted for it.</summary>
    public static AppModel? Parse(INamedTypeSymbol app, AttributeData attribute, AppParsing parsing)
    {
        var isPossible = IsPossible(app, parsing) & IsPartial(app, parsing);
        var name = attribute.FirstText();
        if (AppNames.ComplaintOfApp(name) is { } complaint && !attribute.IsBroken())
            parsing.Report(AppRules.BadAppName, attribute.ArgumentLocation(0, parsing.Cancellation), complaint);

        var settings = AppSettings.Parse(attribute, parsing);
        var streams = AppStreams.Parse(app, parsing);
        var processors = Processors(app, streams, parsing).ToEquatableArray();
        var tasks = AppTaskParser.Parse(app, parsing).ToEquatableArray();
        if (!isPossible) return null;

        var constructor = AppConstructors.Choose(app, app, parsing, out var problem, out var location);
        if (constructor is null) parsing.Report(AppRules.NoConstructor, location ?? app.NameLocation(), app.Short(), problem);
        return new(
            app.ContainingNamespace.IsGlobalNamespace ? "" : app.ContainingNamespace.ToDisplayString(Namespace),
            Around(app).Reverse().Select(DeclarationSyntax.PartialDeclaration).ToEquatableArray(),
            DeclarationSyntax.PartialDeclaration(app),
            TypeNames.Qualified(app),
            app.Short(),
            FileNames.Of(app, "App"),
            name ?? "",
            settings,
            constructor,
            streams.Items.Select(stream => stream.Model).OfType<AppStreamModel>().ToEquatableArray(),
            streams.Items.Where(stream => stream.Model is null).Select(stream => stream.Stub).OfType<AppPropertyModel>().ToEquatableArray(),
            processors,
            tasks);
    }

    /// <summary>The processors in the app's own class. Names that are taken are a matter of the whole table.</summary>
    private static IEnumerable<AppProcessorModel> Processors(INamedTypeSymbol app, AppStreams streams, AppParsing parsing)
    {
        foreach (var method in app.GetMembers().OfType<IMethodSymbol>())
        {
            foreach (var attribute in method.GetAttributes())
            {
                parsing.Cancellation.ThrowIfCancellationRequested();
                if (!AppProcessors.IsOf(attribute, app)) continue;
                if (AppProcessorParser.Parse(app, streams, method, attribute, parsing) is { } processor) yield return processor;
            }
        }
    }

    private static bool IsPossible(INamedTypeSymbol app, AppParsing parsing)
    {
        var problem = app switch
        {
            { IsStatic: true } => "it is static",
            { IsAbstract: true } => "it is abstract",
            _ when Around(app).Prepend(app).Any(type => type.IsFileLocal) => "it is file-local",
            _ when app.IsGenericOrInGeneric() => "it is generic, or inside a generic type",
            _ => null,
        };
        if (problem is not null) parsing.Report(AppRules.NotAnApp, app.NameLocation(), app.Short(), problem);
        return problem is null;
    }

    private static bool IsPartial(INamedTypeSymbol app, AppParsing parsing)
    {
        var fixedType = Around(app).Prepend(app).FirstOrDefault(type => !type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax(parsing.Cancellation) is TypeDeclarationSyntax { Modifiers: var modifiers }
            && modifiers.Any(SyntaxKind.PartialKeyword)));
        if (fixedType is not null) parsing.Report(AppRules.NotPartial, fixedType.NameLocation(), fixedType.Short(), app.Short());
        return fixedType is null;
    }

    /// <summary>The types around a type, from inside out.</summary>
    private static IEnumerable<INamedTypeSymbol> Around(INamedTypeSymbol type)
    {
        for (var at = type.ContainingType; at is not null; at = at.ContainingType) yield return at;
    }
}
