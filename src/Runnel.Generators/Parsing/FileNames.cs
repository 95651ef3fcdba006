using System.Text;
using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>Names of emitted files.</summary>
internal static class FileNames
{
    /// <summary>Names as they are: the compiler refuses the <c>@</c> of a keyword in a file name.</summary>
    private static readonly SymbolDisplayFormat Plain = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>
    /// <c>Shop.Order.Record.1c9a7d42.g.cs</c>. The number tells names apart that differ only in case, which file names (and the compiler's
    /// check of them) do not.
    /// </summary>
    public static string Of(INamedTypeSymbol type, string what, string member = "")
    {
        var name = new StringBuilder(type.MetadataName.Replace('`', '_'));
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType) name.Insert(0, outer.MetadataName.Replace('`', '_') + ".");
        if (!type.ContainingNamespace.IsGlobalNamespace) name.Insert(0, type.ContainingNamespace.ToDisplayString(Plain) + ".");

        if (member.Length > 0) name.Append('.').Append(member);

        return $"{name}.{what}.{ShortHash.Of(name.ToString())}.g.cs";
    }
}
