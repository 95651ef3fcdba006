using System.Globalization;

namespace Runnel.Records.Schemas;

/// <summary>
/// A type as far as stored events show it. As text: a scalar's name, <c>enum(A,B)</c>, <c>flags(A,B)</c>, <c>[element]</c>,
/// <c>{key:value}</c>, <c>#index</c> of a record; <c>?</c> after it where null is a value.
/// </summary>
internal sealed class RecordShape
{
    /// <summary>Any JSON value: what Runnel does not look into.</summary>
    public const string Anything = "any";

    public required ShapeKind Kind { get; init; }

    /// <summary>A scalar's name.</summary>
    public string Scalar { get; init; } = "";

    public bool IsNullable { get; init; }

    /// <summary>A sequence's element, a map's value.</summary>
    public RecordShape? Element { get; init; }

    /// <summary>A map's key.</summary>
    public RecordShape? Key { get; init; }

    /// <summary>An enum's names.</summary>
    public string[] Members { get; init; } = [];

    /// <summary>Whether an enum's names combine.</summary>
    public bool IsFlags { get; init; }

    /// <summary>The index of a record.</summary>
    public int Record { get; init; }

    public override string ToString() => (Kind switch
    {
        ShapeKind.Sequence => $"[{Element}]",
        ShapeKind.Map => $"{{{Key}:{Element}}}",
        ShapeKind.Enum => $"{(IsFlags ? "flags" : "enum")}({string.Join(',', Members)})",
        ShapeKind.Record => string.Create(CultureInfo.InvariantCulture, $"#{Record}"),
        _ => Scalar,
    }) + (IsNullable ? "?" : "");
}

internal enum ShapeKind
{
    Scalar,
    Enum,
    Sequence,
    Map,
    Record,
}
