using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.CodeFixes;

/// <summary>RNL0112: the method takes a <c>CancellationToken</c>, and passes it to the calls it awaits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PassCancellationCodeFix : RunnelCodeFix
{
    private const string Token = "cancellationToken";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.NoCancellation];

    private protected override Fix? Find(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method || AwaitContext.IsPartial(method)) return null;
        if (model.LookupSymbols((method.Body ?? (SyntaxNode?)method.ExpressionBody ?? method).SpanStart + 1, name: Token).Any(IsVariable)) return null;
        var calls = Calls(method, model, cancellation).ToList();
        return new("Take a CancellationToken and pass it on", method.Span, editor =>
        {
            foreach (var (call, argument) in calls)
                editor.ReplaceNode(call.ArgumentList, (current, _) => ((ArgumentListSyntax)current).AddArguments(argument));
            editor.ReplaceNode(method.ParameterList, (current, _) => AddToken((ParameterListSyntax)current));
        });
    }

    private static bool IsVariable(ISymbol symbol) => symbol is ILocalSymbol or IParameterSymbol;

    private static ParameterListSyntax AddToken(ParameterListSyntax list)
    {
        var type = Names.Type(Names.Token).WithTrailingTrivia(SyntaxFactory.Space);
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(Token)).WithType(type);

        // Before the first that may be missing.
        var position = list.Parameters.IndexOf(item => item.Default is not null);
        return list.WithParameters(position < 0 ? list.Parameters.Add(parameter) : list.Parameters.Insert(position, parameter));
    }

    /// <summary>The awaited calls that a token can be passed to, and the argument that does it.</summary>
    private static IEnumerable<(InvocationExpressionSyntax Call, ArgumentSyntax Argument)> Calls(
        MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var awaiting in method.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<AwaitExpressionSyntax>())
        {
            if (Unconfigured(awaiting.Expression) is not { } call || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol target) continue;
            if (target.ContainingNamespace.Name == "Runnel") continue;
            var optional = target.Parameters.LastOrDefault(parameter => parameter.Type.Is(Names.Token));
            if (optional is { IsOptional: true } && !IsGiven(call, optional, target))
                yield return (call, Argument(optional.Ordinal == call.ArgumentList.Arguments.Count ? null : optional.Name));
            else if (optional is null && HasOverload(target) && call.ArgumentList.Arguments.Count == target.Parameters.Length)
                yield return (call, Argument(null));
        }
    }

    private static InvocationExpressionSyntax? Unconfigured(ExpressionSyntax awaited)
        => awaited is InvocationExpressionSyntax
        { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax inner } }
            ? inner
            : awaited as InvocationExpressionSyntax;

    private static bool IsGiven(InvocationExpressionSyntax call, IParameterSymbol parameter, IMethodSymbol target)
        => call.ArgumentList.Arguments.Any(argument => argument.NameColon?.Name.Identifier.ValueText == parameter.Name)
            || (call.ArgumentList.Arguments.Count >= target.Parameters.Length && call.ArgumentList.Arguments.All(argument => argument.NameColon is null));

    private static bool HasOverload(IMethodSymbol method) => method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other
        => other.IsStatic == method.IsStatic
            && other.DeclaredAccessibility == Accessibility.Public
            && other.Arity == 0 && method.Arity == 0
            && other.Parameters.Length == method.Parameters.Length + 1
            && other.Parameters[other.Parameters.Length - 1].Type.Is(Names.Token)
            && other.Parameters.Take(method.Parameters.Length).Zip(method.Parameters, (left, right)
                => SymbolEqualityComparer.Default.Equals(left.Type, right.Type)).All(same => same));

    private static ArgumentSyntax Argument(string? name)
    {
        var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(Token));
        return name is null
            ? argument
            : argument.WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space)));
    }
}
