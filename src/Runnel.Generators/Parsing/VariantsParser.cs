using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Model;

namespace Runnel.Generators.Parsing;

/// <summary>The <c>[Variant]</c>s of one record to a <see cref="VariantsModel"/>.</summary>
internal sealed class VariantsParser(
    INamedTypeSymbol type, AttributeData attribute, Location? place, Compilation compilation, List<Problem> problems, CancellationToken cancellation)
{
    private readonly string _discriminator = Variants.DiscriminatorOf(type);
    private readonly List<VariantModel> _named = [];
    private readonly List<INamedTypeSymbol> _types = [];

    /// <summary>Whether a variant cannot be used for a reason that is reported elsewhere.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The variants; null: the record has none.</summary>
    /// <param name="isPrimitive">Whether the record is primitive.</param>
    public VariantsModel? Parse(bool isPrimitive)
    {
        var declared = Variants.Of(type).ToList();
        CheckDiscriminator(declared.Count > 0);
        if (isPrimitive)
        {
            foreach (var variant in declared)
                problems.Add(new(RecordRules.UselessVariant, variant.Attribute.Location(cancellation) ?? place, "[Variant]", type.Name, "a primitive record has fields of its own only"));
        }

        if (declared.Count == 0 || isPrimitive) return null;
        foreach (var variant in declared)
        {
            if (variant.Attribute.IsBroken()) IsIncomplete = true;
            else if (IsNamed(variant) && IsUsable(variant)) Add(variant);
        }

        var written = VariantWriting.Of(type);
        foreach (var item in written) CheckFields(item);
        return new VariantsModel(_discriminator, type.IsAbstract, _named.ToEquatableArray(), written.Select(item => item.ToModel(type)).ToEquatableArray());
    }

    private void CheckDiscriminator(bool hasVariants)
    {
        if (attribute.Named("Discriminator") is null) return;
        var at = attribute.ArgumentLocation("Discriminator", cancellation) ?? place;
        if (!FieldNames.IsUsable(_discriminator)) problems.Add(new(RecordRules.VariantName, at, "The discriminator", type.Name));
        else if (!hasVariants) problems.Add(new(RecordRules.UselessVariant, at, "Discriminator", type.Name, "it has no [Variant]"));
    }

    private bool IsNamed(DeclaredVariant variant)
    {
        if (variant.Name is { } name && FieldNames.IsUsable(name)) return true;
        problems.Add(new(RecordRules.VariantName, variant.Attribute.ArgumentLocation(0, cancellation) ?? place, "A variant", type.Name));
        return false;
    }

    private bool IsUsable(DeclaredVariant variant)
    {
        var at = variant.Attribute.ArgumentLocation(1, cancellation) ?? place;
        if (WhyNot(variant.Type) is { } reason)
        {
            problems.Add(new(RecordRules.NoVariant, at, variant.Type is null ? "null" : TypeNames.Shown(variant.Type), type.Name, reason));
            return false;
        }

        if (!RecordParser.CanBeWritten(variant.Type!.OriginalDefinition, cancellation)) IsIncomplete = true;
        return true;
    }

    private string? WhyNot(INamedTypeSymbol? variant)
    {
        if (variant is null) return "it is no record";
        if (variant.IsUnboundGenericType) return "it is generic without type arguments";
        if (!Variants.DerivesFrom(variant, type)) return $"it does not derive from '{type.Name}'";
        if (variant.OriginalDefinition.Attribute(RunnelNames.RecordAttribute) is not { } record) return "it is no [Record]";
        if (record.NamedFlag("Primitive")) return "it is primitive, and has fields of its own only";
        if (!variant.IsAbstract) return null;
        if (variant.Same(type) || !Variants.HasAny(variant)) return "it is abstract, so there are none of just that type, and it names no variants itself";
        return VariantWriting.Repeats(variant, _discriminator)
            ? $"it is abstract, and its own variants are told apart by a field '{_discriminator}' too: name these here, or give it another Discriminator"
            : null;
    }

    private void Add(DeclaredVariant variant)
    {
        var found = variant.Type!;
        if (_named.Find(other => other.Name == variant.Name) is not null)
            problems.Add(new(RecordRules.SameVariant, variant.Attribute.ArgumentLocation(0, cancellation) ?? place, type.Name, $"the name '{variant.Name}'"));
        if (_types.Exists(found.Same))
            problems.Add(new(RecordRules.SameVariant, variant.Attribute.ArgumentLocation(1, cancellation) ?? place, type.Name, $"the type '{TypeNames.Shown(found)}'"));
        _types.Add(found);
        var reading = found.Same(type) ? VariantReading.Itself
            : VariantWriting.IsNested(found, _discriminator) ? VariantReading.ByItsOwnVariants
            : VariantReading.Exactly;
        _named.Add(new(variant.Name!, TypeNames.Qualified(found), TypeNames.Shown(found), reading));
    }

    /// <summary>What would be written twice, and could not be told apart when read.</summary>
    private void CheckFields(WrittenVariant written)
    {
        var naming = RecordParser.NamingOf(written.Type);
        var foreign = ForeignTypes.Of(written.Type, cancellation);
        var fields = new RecordFieldsParser(written.Type, null, false, naming, foreign, compilation, [], cancellation).Parse()?.Fields;
        if (fields?.FirstOrDefault(field => field.StoredName == _discriminator) is not { } same) return;

        // A property of the base is in all of them: it is reported once.
        if (problems.Exists(problem => problem.Rule == RecordRules.DiscriminatorIsField && Equals(problem.Arguments[2], same.Property))) return;
        var at = attribute.Named("Discriminator") is null ? place : attribute.ArgumentLocation("Discriminator", cancellation);
        problems.Add(new(RecordRules.DiscriminatorIsField, at, _discriminator, type.Name, same.Property, TypeNames.Shown(written.Type)));
    }
}
