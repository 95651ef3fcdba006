using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>Where the code stands that calls a method, and so what it can reach.</summary>
/// <param name="Within">The type that the code is part of; an assembly: a type of its own there.</param>
/// <param name="Called">What messages call it.</param>
/// <param name="Host">The type of the user's that takes the processor's entry, because only its own code reaches the method; null: the table does.</param>
internal sealed record AppPlace(ISymbol Within, string Called, AppHostModel? Host = null)
{
    /// <summary>Its name in a message about what calls a method.</summary>
    public string Shown => Within is INamedTypeSymbol type ? $"'{type.Short()}'" : Called;

    /// <summary>The app's own class: what is emitted there reaches its private members.</summary>
    public static AppPlace Of(INamedTypeSymbol app) => new(app, "the app");

    /// <summary>The place of a processor outside the class of its app.</summary>
    public static AppPlace Of(IMethodSymbol method, AttributeData attribute, INamedTypeSymbol app, AppParsing parsing)
    {
        var table = AppProcessors.IsHere(app, parsing) ? Of(app) : new(parsing.Compilation.Assembly, "the emitted module of this assembly");
        return parsing.CanReach(method, table.Within) ? table : OfPrivate(method, attribute, app, table, parsing) ?? table;
    }

    /// <summary>The place of a private processor: the innermost type around it that the table can reach, if it can be added to.</summary>
    private static AppPlace? OfPrivate(IMethodSymbol method, AttributeData attribute, INamedTypeSymbol app, AppPlace table, AppParsing parsing)
    {
        var type = DeclarationSyntax.Around(method.ContainingType).Prepend(method.ContainingType).FirstOrDefault(item => parsing.CanReach(item, table.Within));
        if (type is null || type.IsGenericOrInGeneric() || !DeclarationSyntax.TakesAnotherPart(type, parsing.Cancellation)) return null;
        if (!parsing.CanReach(method, type)) return null;
        var processor = AppProcessorParser.NameOf(method, attribute);
        var name = $"__{method.Name}Processor_{ShortHash.Of($"{app.Full()}|{processor}")}";
        return new(type, $"code inside '{type.Short()}'", new(
            FileNames.Of(type, "Processor", name),
            TypeNames.Namespace(type),
            DeclarationSyntax.Containers(type).Append(DeclarationSyntax.PartialDeclaration(type)).ToEquatableArray(),
            name,
            $"{TypeNames.Qualified(type)}.{name}"));
    }
}
