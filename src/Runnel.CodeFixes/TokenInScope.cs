using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.CodeFixes;

/// <summary>The cancellation token that code can use where it stands.</summary>
internal static class TokenInScope
{
    /// <summary>The method's own token, or that of a loop's events; null: there is none.</summary>
    public static string? At(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration) return null;
        if (model.GetDeclaredSymbol(declaration, cancellation) is not IMethodSymbol method) return null;
        if (method.Parameters.FirstOrDefault(parameter => parameter.Type.Is(Names.Token)) is { } token) return token.Name;
        return method.Parameters.FirstOrDefault(parameter => parameter.Type.Is("Runnel.Events`1")) is { } events ? events.Name + ".CancellationToken" : null;
    }
}
