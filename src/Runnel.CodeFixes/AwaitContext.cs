using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Runnel.CodeFixes;

/// <summary>Whether code can await where it stands: its function is async, or becomes so without another meaning.</summary>
internal sealed class AwaitContext
{
    private readonly MethodDeclarationSyntax? _becomesAsync;

    private AwaitContext(MethodDeclarationSyntax? becomesAsync) => _becomesAsync = becomesAsync;

    /// <summary>The context; null: code there cannot await.</summary>
    public static AwaitContext? Of(SyntaxNode node)
    {
        for (var outer = node.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case LockStatementSyntax or UnsafeStatementSyntax or QueryExpressionSyntax or CatchFilterClauseSyntax:
                    return null;
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) ? new(null) : null;
                case LocalFunctionStatementSyntax local:
                    return local.Modifiers.Any(SyntaxKind.AsyncKeyword) ? new(null) : null;
                case MethodDeclarationSyntax method when method.Modifiers.Any(SyntaxKind.AsyncKeyword):
                    return new(null);
                case MethodDeclarationSyntax method:
                    return ReturnsNothing(method) && !IsPartial(method) && method.ParameterList.Parameters.All(IsByValue) ? new(method) : null;
                case MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    public static bool IsPartial(MethodDeclarationSyntax method) => method.Modifiers.Any(SyntaxKind.PartialKeyword);

    /// <summary>Makes the method async if it is not.</summary>
    public void Prepare(SyntaxEditor editor)
    {
        if (_becomesAsync is not null) editor.ReplaceNode(_becomesAsync, (current, _) => ((MethodDeclarationSyntax)current).MakeAsync());
    }

    private static bool ReturnsNothing(MethodDeclarationSyntax method)
        => method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            && !method.Modifiers.Any(SyntaxKind.OverrideKeyword);

    private static bool IsByValue(ParameterSyntax parameter)
        => !parameter.Modifiers.Any(SyntaxKind.RefKeyword) && !parameter.Modifiers.Any(SyntaxKind.OutKeyword) && !parameter.Modifiers.Any(SyntaxKind.InKeyword);
}
