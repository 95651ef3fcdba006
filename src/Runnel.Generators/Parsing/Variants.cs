using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>A <c>[Variant]</c> as written.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Name">The name; null where none is given.</param>
/// <param name="Type">The type; null where it is none that a record could be.</param>
internal readonly record struct DeclaredVariant(AttributeData Attribute, string? Name, INamedTypeSymbol? Type);

/// <summary>Questions about <c>[Variant]</c>s.</summary>
internal static class Variants
{
    public const string DefaultDiscriminator = "$type";

    public static IEnumerable<DeclaredVariant> Of(ITypeSymbol type)
        => type.OriginalDefinition.GetAttributes()
            .Where(attribute => attribute.Is(RunnelNames.VariantAttribute))
            .Select(attribute => new DeclaredVariant(attribute, attribute.FirstText(), attribute.ConstructorArguments.ElementAtOrDefault(1).Value as INamedTypeSymbol));

    public static bool HasAny(ITypeSymbol type) => Of(type).Any();

    public static string DiscriminatorOf(ITypeSymbol type)
        => type.OriginalDefinition.Attribute(RunnelNames.RecordAttribute)?.Named("Discriminator")?.Value as string ?? DefaultDiscriminator;

    /// <summary>Whether a record that this one derives from names it, so that its encoder calls this one's.</summary>
    public static bool IsNamedByBase(INamedTypeSymbol type)
    {
        for (var level = type.BaseType; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            if (Of(level).Any(variant => variant.Type?.OriginalDefinition.Same(type.OriginalDefinition) == true)) return true;
        }

        return false;
    }

    /// <summary>Whether a value of a declared type may be a variant of a base: the type is one, or what one derives from.</summary>
    public static bool MayBeVariant(ITypeSymbol given, ITypeSymbol @base)
        => Of(@base).Any(variant => variant.Type is { } type
            && (DerivesFrom(type, given) || (!type.Same(@base) && DerivesFrom(type, @base) && MayBeVariant(given, type))));

    /// <summary>Whether a type is another, or derives from it.</summary>
    public static bool DerivesFrom(ITypeSymbol type, ITypeSymbol other)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level.Same(other)) return true;
        }

        return false;
    }
}
