using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>
/// How far the compiler comes with an app. Where it refuses a declaration it stops, before it runs analyzers: of such an app the generator
/// reports all, and the analyzer nothing.
/// </summary>
internal static class AppCompilation
{
    public static AppPartModel Parse(INamedTypeSymbol app, AttributeData attribute, AppParsing parsing)
    {
        var model = AppParser.Parse(app, attribute, parsing);
        if (!Stops(app, parsing)) return new(model, EquatableArray<ProblemModel>.Empty);
        var problems = new List<ProblemModel>();
        AppParser.Parse(app, attribute, new(parsing.Compilation, problem => problems.Add(problem.ToModel()), parsing.Cancellation));
        return new(model, problems.ToEquatableArray());
    }

    /// <summary>Whether emitted code can be a part of the app.</summary>
    public static bool CanBeWritten(INamedTypeSymbol app, AppParsing parsing)
        => app is { TypeKind: TypeKind.Class, IsStatic: false } && DeclarationSyntax.TakesAnotherPart(app, parsing.Cancellation);

    /// <summary>Whether the compiler refuses a declaration of the app, of a stream or of a processor, whatever is emitted.</summary>
    public static bool Stops(INamedTypeSymbol app, AppParsing parsing)
        => !CanBeWritten(app, parsing) || app.GetMembers().Any(member => member switch
        {
            IPropertySymbol property => IsMarked(property) && IsRefused(property, parsing),
            IMethodSymbol method => method.GetAttributes().Any(attribute => AppProcessors.IsOf(attribute, app)) && IsRefused(method),
            _ => false,
        });

    private static bool IsMarked(IPropertySymbol property)
        => property.Attribute(RunnelNames.StreamAttribute) is not null || property.Attribute(RunnelNames.DeadLettersAttribute) is not null;

    private static bool IsRefused(IMethodSymbol method) => !method.Parameters.All(parameter => AppRecords.IsSound(parameter.Type));

    /// <summary>A type that does not compile is refused in any property, an abstract declaration in a partial one.</summary>
    private static bool IsRefused(IPropertySymbol property, AppParsing parsing)
        => !AppRecords.IsSound(property.Type) || (AppStubs.IsPartial(property, parsing) && AppStubs.IsHopeless(property));
}
