using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Parsing;

/// <summary>
/// Of several parts with the same attribute, one. The compiler refuses the others (CS0579), say after a file was copied; if each were emitted,
/// their files would have one name, which ends the whole generator and hides what is wrong among errors about everything else.
/// </summary>
internal static class FirstMark
{
    /// <summary>Whether the part that was found is the first of those that have the attribute.</summary>
    public static bool IsFirst(GeneratorAttributeSyntaxContext found)
    {
        foreach (var attribute in found.TargetSymbol.GetAttributes())
        {
            if (!SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, found.Attributes[0].AttributeClass)) continue;
            return attribute.ApplicationSyntaxReference is not { } first
                || (first.SyntaxTree == found.TargetNode.SyntaxTree && found.TargetNode.Span.Contains(first.Span));
        }

        return true;
    }
}
