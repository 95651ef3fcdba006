using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <summary>The rules about records: RNL0001 to RNL0049.</summary>
internal static class RecordRules
{
    public static readonly DiagnosticDescriptor NoRecord = Rule.Error(
        "RNL0001", "[Record] marks a type that is no record", "'{0}' is a {1}: [Record] goes on a 'record' or 'record struct'");

    public static readonly DiagnosticDescriptor NotPartial = Rule.Error(
        "RNL0002", "A record must be partial", "'{0}' must be declared 'partial', so that the encoder and decoder of '{1}' can be written into it");

    public static readonly DiagnosticDescriptor NotPrimitive = Rule.Error(
        "RNL0003",
        "A primitive record cannot hold this type",
        "'{0}' is {1}, which a primitive record cannot hold: allowed are integers, float, double, bool, string, byte[], ReadOnlyMemory<byte> and nullables of these");

    public static readonly DiagnosticDescriptor NotStorable = Rule.Error(
        "RNL0004", "No record can hold this type", "'{0}' is {1}, which no record can hold: {2}");

    public static readonly DiagnosticDescriptor SameName = Rule.Error(
        "RNL0005", "Two fields have one name", "'{0}' and '{1}' are both stored as '{2}': give one of them another name with [Field(\"…\")]");

    public static readonly DiagnosticDescriptor DerivedWithoutAttribute = Rule.Error(
        "RNL0006", "A record that derives from a [Record] lacks [Record]", "'{0}' derives from the [Record] '{1}' and needs [Record] itself: it is not stored as its base");

    public static readonly DiagnosticDescriptor Abstract = Rule.Error(
        "RNL0007", "An abstract record cannot be decoded", "'{0}' is abstract, so decoding cannot make one: name its variants with [Variant], or remove [Record] here, records that derive from it store its properties anyway");

    public static readonly DiagnosticDescriptor NoConstructor = Rule.Error(
        "RNL0008", "Decoding has no constructor to call", "'{0}' has neither positional parameters nor a constructor without parameters: decoding cannot make one");

    public static readonly DiagnosticDescriptor NoPropertyForParameter = Rule.Error(
        "RNL0009", "A positional parameter has no property of its type", "Parameter '{0}' of '{1}' has no readable property of the same name and type, so its value could not be stored");

    public static readonly DiagnosticDescriptor NotSettable = Rule.Error(
        "RNL0010", "A property cannot be given back its value", "'{0}' {1}: give it 'init' (or 'set') that this record can reach, or leave it out with [NotStored]");

    public static readonly DiagnosticDescriptor FieldMember = Rule.Error(
        "RNL0011", "A record has a public field", "'{0}' is a field, and only properties are stored: make it a property, or not public");

    public static readonly DiagnosticDescriptor NotStoredWithoutValue = Rule.Error(
        "RNL0012", "A member that is not stored has no value when decoded", "'{0}' is left out by [NotStored], but {1}");

    public static readonly DiagnosticDescriptor UselessAttribute = Rule.Error(
        "RNL0013", "[Field] or [NotStored] has no effect", "[{0}] on '{1}' has no effect: {2}");

    public static readonly DiagnosticDescriptor NullableWithDefault = Rule.Error(
        "RNL0014",
        "A nullable field of a primitive record has a default other than null",
        "'{0}' is nullable, and null is stored as a missing field, so a missing field must be null: remove the default, or the '?'");

    public static readonly DiagnosticDescriptor FileLocal = Rule.Error(
        "RNL0015", "A record cannot be file-local", "'{0}' is local to its file, so its encoder and decoder, which are in another file, cannot be part of it");

    public static readonly DiagnosticDescriptor SentAsBase = Rule.Error(
        "RNL0016", "A derived record is sent as its base", "'{0}' is sent on a stream of '{1}', its base: what it adds would be lost, so sending refuses it; {2}give it a stream of its own");

    public static readonly DiagnosticDescriptor Obsolete = Rule.Error(
        "RNL0017", "A stored property is obsolete as an error", "'{0}' is obsolete as an error, so the encoder cannot read it: leave it out with [NotStored], or make it a warning");

    public static readonly DiagnosticDescriptor NoVariant = Rule.Error(
        "RNL0018", "A type cannot be a variant", "'{0}' cannot be a variant of '{1}': {2}");

    public static readonly DiagnosticDescriptor SameVariant = Rule.Error(
        "RNL0019", "Two variants have one name or one type", "Two variants of '{0}' have {1}: reading and writing could not tell which one is meant");

    public static readonly DiagnosticDescriptor DiscriminatorIsField = Rule.Error(
        "RNL0020",
        "The discriminator is also a field",
        "'{0}', which tells the variants of '{1}' apart, is also how '{2}' of '{3}' is stored: give '{1}' another Discriminator, or that property another name with [Field(\"…\")]");

    public static readonly DiagnosticDescriptor UselessVariant = Rule.Error(
        "RNL0021", "[Variant] or Discriminator has no effect", "{0} on '{1}' has no effect: {2}");

    public static readonly DiagnosticDescriptor VariantName = Rule.Error(
        "RNL0022", "A variant or a discriminator has no name", "{0} of '{1}' needs a name of one or more Unicode characters");

    public static readonly DiagnosticDescriptor NoJsonContext = Rule.Error(
        "RNL0023", "The JsonContext cannot be used", "'{0}' cannot be used as JsonContext: {1}");

    public static readonly DiagnosticDescriptor NotInContext = Rule.Error(
        "RNL0024",
        "The JsonContext does not know this type",
        "'{0}' is {1}, and neither Runnel nor '{2}' knows '{3}': add [JsonSerializable(typeof({3}))] to '{2}', or make it a [Record]");

    public static readonly DiagnosticDescriptor HeaderName = Rule.Error(
        "RNL0025",
        "A field of a primitive record has the name of a header",
        "'{0}' is stored as '{1}', and names that begin with '@' are those of headers, which stand beside the fields of a primitive record: give it another name with [Field(\"…\")]");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NoRecord,
        NotPartial,
        NotPrimitive,
        NotStorable,
        SameName,
        DerivedWithoutAttribute,
        Abstract,
        NoConstructor,
        NoPropertyForParameter,
        NotSettable,
        FieldMember,
        NotStoredWithoutValue,
        UselessAttribute,
        NullableWithDefault,
        FileLocal,
        SentAsBase,
        Obsolete,
        NoVariant,
        SameVariant,
        DiscriminatorIsField,
        UselessVariant,
        VariantName,
        NoJsonContext,
        NotInContext,
        HeaderName,
    ];
}
