namespace Runnel.Generators.Model;

/// <summary>All that emitting a record needs to know.</summary>
/// <param name="FileName">The emitted file's name.</param>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containers">The partial declarations around the record, outermost first: <c>partial class Shop</c>.</param>
/// <param name="Declaration">The record's own: <c>partial record struct Order</c>.</param>
/// <param name="Name">The identifier, without type parameters and without <c>@</c>.</param>
/// <param name="FullName">The type with <c>global::</c> and type parameters.</param>
/// <param name="ShownName">The name for messages: with containing types and type parameters, as written in C#.</param>
/// <param name="IsPrimitive">Whether each property is a native stream field.</param>
/// <param name="IsValueType">Whether it is a <c>record struct</c>.</param>
/// <param name="IsSealed">Whether nothing can derive from it.</param>
/// <param name="Construction">How decoding makes one.</param>
/// <param name="Fields">The stored fields, in the order they are written.</param>
/// <param name="Variants">Its variants; null: it has none.</param>
/// <param name="IsVariant">Whether another record names it as a variant.</param>
/// <param name="JsonContext">The <c>JsonSerializerContext</c> of its foreign fields, with <c>global::</c>; empty: it has none.</param>
internal sealed record RecordModel(
    string FileName,
    string Namespace,
    EquatableArray<string> Containers,
    string Declaration,
    string Name,
    string FullName,
    string ShownName,
    bool IsPrimitive,
    bool IsValueType,
    bool IsSealed,
    ConstructionModel Construction,
    EquatableArray<FieldModel> Fields,
    VariantsModel? Variants,
    bool IsVariant,
    string JsonContext);

/// <summary>How decoding makes a record.</summary>
/// <param name="Arguments">The primary constructor's arguments, in order; empty without one.</param>
/// <param name="NeedsDecodingConstructor">Whether a property's initializer must survive a missing field, which only a constructor allows.</param>
/// <param name="ChainsToThis">Whether that constructor calls another one of the record (a record with a primary constructor must).</param>
/// <param name="NeedsParameterless">Whether the compiler's parameterless constructor goes away with it and has to be written out.</param>
internal sealed record ConstructionModel(
    EquatableArray<ArgumentModel> Arguments,
    bool NeedsDecodingConstructor,
    bool ChainsToThis,
    bool NeedsParameterless);

/// <summary>One argument of the primary constructor.</summary>
/// <param name="Field">The index of the field it takes, or -1.</param>
/// <param name="Text">C# for its value where it takes none (a parameter that is not stored).</param>
internal sealed record ArgumentModel(int Field, string Text);
