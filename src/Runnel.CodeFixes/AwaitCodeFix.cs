using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Runnel.CodeFixes;

/// <summary>RNL0104 and RNL0111: what blocks, and a send that nobody waits for, are awaited.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AwaitCodeFix : RunnelCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.BlockingCall, RuleIds.DroppedSend];

    private protected override Fix? Find(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (AwaitContext.Of(node) is not { } context) return null;
        var (blocking, awaitable) = diagnostic.Id == RuleIds.DroppedSend
            ? Statement(node)
            : Blocking(node, TokenInScope.At(node, model, cancellation));
        if (blocking is null || awaitable is null) return null;
        return new("Await it", editor =>
        {
            editor.ReplaceNode(blocking, Await(awaitable, blocking));
            context.Prepare(editor);
        });
    }

    /// <summary>The whole statement's expression: <c>ConfigureAwait(false)</c> behind the call is awaited with it.</summary>
    private static (ExpressionSyntax? Replaced, ExpressionSyntax? Awaitable) Statement(SyntaxNode call) => call.Ancestors().FirstOrDefault(outer
        => outer is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax) switch
    {
        ExpressionStatementSyntax { Expression: not ConditionalAccessExpressionSyntax and var expression } => (expression, expression),
        ArrowExpressionClauseSyntax { Expression: not ConditionalAccessExpressionSyntax and var expression } => (expression, expression),
        _ => (null, null),
    };

    /// <summary>What blocks, and what does not and has the same outcome.</summary>
    private static (ExpressionSyntax? Replaced, ExpressionSyntax? Awaitable) Blocking(SyntaxNode name, string? token)
    {
        var access = name.Parent as MemberAccessExpressionSyntax;
        var call = (access ?? name).Parent as InvocationExpressionSyntax;
        var arguments = call?.ArgumentList.Arguments ?? default;
        return (name as SimpleNameSyntax)?.Identifier.ValueText switch
        {
            "Result" when access is not null => (access, access.Expression),
            "Wait" when access is not null && arguments.Count == 0 => (call, access.Expression),
            "GetResult" when access?.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter } => (call, awaiter.Expression),
            "Sleep" when call is not null && arguments is [var time] => (call, Delay(time, token)),
            "WaitAll" or "WaitAny" when access is not null && call is { Parent: ExpressionStatementSyntax } && IsTasksOnly(arguments)
                => (call, call.WithExpression(access.WithName(SyntaxFactory.IdentifierName(access.Name.Identifier.ValueText.Replace("Wait", "When"))))),
            _ => (null, null),
        };
    }

    private static InvocationExpressionSyntax Delay(ArgumentSyntax time, string? token)
    {
        var method = SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, Names.Type(Names.Task), SyntaxFactory.IdentifierName("Delay"));
        var arguments = SyntaxFactory.ParseArgumentList(token is null ? $"({time.Expression})" : $"({time.Expression}, {token})");
        return SyntaxFactory.InvocationExpression(method, arguments);
    }

    /// <summary>A time or a token has no place in WhenAll.</summary>
    private static bool IsTasksOnly(SeparatedSyntaxList<ArgumentSyntax> arguments)
        => arguments.All(argument => argument.NameColon is null && argument.Expression is not LiteralExpressionSyntax)
            && (arguments.Count == 1 || arguments.All(argument => argument.Expression is IdentifierNameSyntax or InvocationExpressionSyntax));

    private static ExpressionSyntax Await(ExpressionSyntax awaitable, ExpressionSyntax replaced)
    {
        var keyword = SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        ExpressionSyntax awaiting = SyntaxFactory.AwaitExpression(keyword, awaitable.WithoutTrivia());
        if (replaced.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax)
            awaiting = SyntaxFactory.ParenthesizedExpression(awaiting);
        return awaiting.WithTriviaFrom(replaced).WithAdditionalAnnotations(Simplifier.Annotation);
    }
}
