using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>A type that a record of a base may have, and the discriminators that say so.</summary>
internal sealed record WrittenVariant(INamedTypeSymbol Type, ImmutableArray<VariantTagModel> Tags)
{
    public WrittenVariantModel ToModel(INamedTypeSymbol @base) => new(TypeNames.Qualified(Type), Type.Same(@base), Tags.ToEquatableArray());
}

/// <summary>
/// Which types a base's encoder writes, and how. A named variant is exactly that type; one that has variants itself, told apart by a field
/// of another name, stands for these too, and then each level writes its discriminator.
/// </summary>
internal static class VariantWriting
{
    public static IReadOnlyList<WrittenVariant> Of(INamedTypeSymbol @base)
    {
        var written = new List<WrittenVariant>();
        var discriminator = Variants.DiscriminatorOf(@base);
        var named = Variants.Of(@base)
            .Where(variant => variant is { Name: not null, Type: not null } && Variants.DerivesFrom(variant.Type, @base))
            .ToList();
        foreach (var variant in named) Add(written, variant.Type!, [new(discriminator, variant.Name!)]);

        // What the base names itself goes before what its variants name.
        foreach (var variant in named.Where(variant => !variant.Type!.Same(@base) && IsNested(variant.Type!, discriminator)))
        {
            var own = Of(variant.Type!);
            if (own.FirstOrDefault(inner => inner.Type.Same(variant.Type!)) is { Tags.Length: > 0 } itself) written.RemoveAll(item => item.Type.Same(itself.Type));
            foreach (var inner in own) Add(written, inner.Type, [new(discriminator, variant.Name!), .. inner.Tags]);
        }

        // A base that does not name itself has no name to write.
        Add(written, @base, []);
        return written;
    }

    /// <summary>Whether a variant's own variants are told apart by a field of their own.</summary>
    public static bool IsNested(INamedTypeSymbol variant, string discriminator) => Variants.HasAny(variant) && !Repeats(variant, discriminator);

    /// <summary>Whether the discriminator of a variant's own variants, or of theirs, has this name.</summary>
    public static bool Repeats(INamedTypeSymbol variant, string discriminator)
        => Variants.HasAny(variant)
            && (Variants.DiscriminatorOf(variant) == discriminator
                || Variants.Of(variant).Any(inner => inner.Type is { } type && !type.Same(variant) && Variants.DerivesFrom(type, variant) && Repeats(type, discriminator)));

    private static void Add(List<WrittenVariant> written, INamedTypeSymbol type, ImmutableArray<VariantTagModel> tags)
    {
        if (!type.IsAbstract && !written.Exists(item => item.Type.Same(type))) written.Add(new(type, tags));
    }
}
