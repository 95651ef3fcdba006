namespace Runnel.Generators.Model;

/// <summary>What a base's variants are.</summary>
/// <param name="Discriminator">The stored name of the field that says which one a record is.</param>
/// <param name="IsAbstract">Whether the base is abstract; else a record may be just the base.</param>
/// <param name="Named">The variants by their names, in the order declared.</param>
/// <param name="Written">The types that a record of the base may have, and what is written before the fields of each.</param>
internal sealed record VariantsModel(string Discriminator, bool IsAbstract, EquatableArray<VariantModel> Named, EquatableArray<WrittenVariantModel> Written);

/// <summary>A named variant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FullName">The type with <c>global::</c>.</param>
/// <param name="ShownName">The type for people.</param>
/// <param name="Reading">Who decodes it.</param>
internal sealed record VariantModel(string Name, string FullName, string ShownName, VariantReading Reading);

/// <summary>Who decodes a variant.</summary>
internal enum VariantReading
{
    /// <summary>The base: it names itself.</summary>
    Itself,

    /// <summary>The variant, which is just that.</summary>
    Exactly,

    /// <summary>The variant, which has variants of its own and a discriminator of its own to tell them apart.</summary>
    ByItsOwnVariants,
}

/// <summary>A type that a record of the base may have.</summary>
/// <param name="FullName">The type with <c>global::</c>.</param>
/// <param name="IsBase">Whether it is the base.</param>
/// <param name="Tags">Discriminators and names, those of the base first.</param>
internal sealed record WrittenVariantModel(string FullName, bool IsBase, EquatableArray<VariantTagModel> Tags);

/// <summary>A discriminator and its value.</summary>
/// <param name="Discriminator">The field's stored name.</param>
/// <param name="Name">The variant's name.</param>
internal sealed record VariantTagModel(string Discriminator, string Name);
