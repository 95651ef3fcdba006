using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Runnel.CodeFixes;

/// <summary>Questions to symbols, and names that are written as short as the place allows.</summary>
internal static class Names
{
    public const string Token = "System.Threading.CancellationToken";

    public const string Task = "System.Threading.Tasks.Task";

    public static bool Is(this ITypeSymbol? type, string fullName)
        => type?.OriginalDefinition is { } definition
            && (definition.ContainingNamespace is { IsGlobalNamespace: false } at ? at.ToDisplayString() + "." : "") + definition.MetadataName == fullName;

    public static AttributeData? Attribute(this ISymbol symbol, string fullName)
        => symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(fullName));

    public static TypeSyntax Type(string fullName)
        => SyntaxFactory.ParseTypeName("global::" + fullName).WithAdditionalAnnotations(Simplifier.Annotation);
}
