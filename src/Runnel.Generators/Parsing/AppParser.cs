using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>A class marked <c>[App]</c>.</summary>
internal static class AppParser
{
    /// <summary>The app; null: nothing can be emitted for it.</summary>
    public static AppModel? Parse(INamedTypeSymbol app, AttributeData attribute, AppParsing parsing)
    {
        var complaints = parsing.Complaints;
        ReportNotPartial(app, parsing);
        var isPossible = IsPossible(app, parsing);
        var refusal = parsing.RulesSince(complaints);
        var name = attribute.FirstText();
        if (AppNames.ComplaintOfApp(name) is { } complaint && !attribute.IsBroken())
            parsing.Report(AppRules.BadAppName, attribute.ArgumentLocation(0, parsing.Cancellation), complaint);

        var settings = AppSettings.Parse(attribute, parsing);
        var streams = AppStreams.Parse(app, parsing);
        var processors = Processors(app, streams, parsing).ToEquatableArray();
        var tasks = AppTaskParser.Parse(app, parsing).ToEquatableArray();
        if (!AppCompilation.CanBeWritten(app, parsing)) return null;

        // An app that cannot be one has an empty table: only what uses it goes on compiling.
        var place = AppPlace.Of(app);
        AppConstructorModel? constructor = null;
        if (isPossible)
        {
            constructor = AppConstructors.Choose(app, place, parsing, out var problem, out var location);
            if (constructor is null) parsing.Report(AppRules.NoConstructor, location ?? app.NameLocation(), app.Short(), problem);
            if (constructor is null) refusal = new([AppRules.NoConstructor.Id]);
        }

        var usable = streams.Items.Where(stream => isPossible && stream.Model is not null).ToList();
        var unusable = streams.Items.Except(usable).Select(stream => stream.Stub ?? AppStubs.Of(stream.Property, refusal, parsing));
        return new(
            TypeNames.Namespace(app),
            DeclarationSyntax.Containers(app),
            DeclarationSyntax.PartialDeclaration(app),
            TypeNames.Qualified(app),
            app.Short(),
            FileNames.Of(app, "App"),
            name ?? "",
            settings,
            constructor,
            refusal,
            usable.Select(stream => stream.Model!).ToEquatableArray(),
            unusable.OfType<AppStubModel>().ToEquatableArray(),
            isPossible ? processors : EquatableArray<AppProcessorModel>.Empty,
            isPossible ? tasks : EquatableArray<AppTaskModel>.Empty);
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
                if (AppProcessorParser.Parse(app, AppPlace.Of(app), streams, method, attribute, parsing) is { } processor) yield return processor;
            }
        }
    }

    private static bool IsPossible(INamedTypeSymbol app, AppParsing parsing)
    {
        var problem = app switch
        {
            { IsStatic: true } => "it is static",
            { IsAbstract: true } => "it is abstract",
            _ when DeclarationSyntax.Around(app).Prepend(app).Any(type => type.IsFileLocal) => "it is file-local",
            _ when app.IsGenericOrInGeneric() => "it is generic, or inside a generic type",
            _ => null,
        };
        if (problem is not null) parsing.Report(AppRules.NotAnApp, app.NameLocation(), app.Short(), problem);
        return problem is null;
    }

    private static void ReportNotPartial(INamedTypeSymbol app, AppParsing parsing)
    {
        var fixedType = DeclarationSyntax.Around(app).Prepend(app).FirstOrDefault(type => !type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax(parsing.Cancellation) is TypeDeclarationSyntax { Modifiers: var modifiers }
            && modifiers.Any(SyntaxKind.PartialKeyword)));
        if (fixedType is not null) parsing.Report(AppRules.NotPartial, fixedType.NameLocation(), fixedType.Short(), app.Short());
    }
}
