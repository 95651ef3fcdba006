using System.Globalization;
using System.Text;

namespace Runnel.Records.Schemas;

/// <summary>
/// A type as far as stored events show it. As text: a scalar's name, <c>enum(A,B)</c>, <c>flags(A,B)</c> (<c>enum#(A,B)</c> where it is stored by number), <c>[element]</c>,
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

    /// <summary>Whether an enum is stored by number.</summary>
    public bool IsByNumber { get; init; }

    /// <summary>The index of a record.</summary>
    public int Record { get; init; }

    public override string ToString() => (Kind switch
    {
        ShapeKind.Sequence => $"[{Element}]",
        ShapeKind.Map => $"{{{Key}:{Element}}}",
        ShapeKind.Enum => $"{(IsFlags ? "flags" : "enum")}{(IsByNumber ? "#" : "")}({string.Join(',', Array.ConvertAll(Members, Escape))})",
        ShapeKind.Record => string.Create(CultureInfo.InvariantCulture, $"#{Record}"),
        _ => Scalar,
    }) + (IsNullable ? "?" : "");

    private static string Escape(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (character is '%' or ',' or ')' or < ' ') text.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}");
            else text.Append(character);
        }

        return text.ToString();
    }
}

internal enum ShapeKind
{
    Scalar,
    Enum,
    Sequence,
    Map,
    Record,
}
