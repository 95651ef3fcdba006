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
        var replaced = diagnostic.Id == RuleIds.DroppedSend ? Statement(node) : Blocking(node);
        if (replaced is null) return null;
        var token = TokenInScope.At(node, model, cancellation);
        return new("Await it", replaced.Span, editor =>
        {
            editor.ReplaceNode(replaced, (current, _) => Await((ExpressionSyntax)current, diagnostic.Id == RuleIds.DroppedSend, replaced.Parent, token));
            context.Prepare(editor);
        });
    }

    /// <summary>The whole statement's expression: <c>ConfigureAwait(false)</c> behind the call is awaited with it.</summary>
    private static ExpressionSyntax? Statement(SyntaxNode call) => call.Ancestors().FirstOrDefault(outer
        => outer is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax) switch
    {
        ExpressionStatementSyntax { Expression: not ConditionalAccessExpressionSyntax and var expression } => expression,
        ArrowExpressionClauseSyntax { Expression: not ConditionalAccessExpressionSyntax and var expression } => expression,
        _ => null,
    };

    /// <summary>What blocks, around the name that was complained of; null: nothing does the same without blocking.</summary>
    private static ExpressionSyntax? Blocking(SyntaxNode name)
    {
        var access = name.Parent as MemberAccessExpressionSyntax;
        var call = (access ?? name).Parent as InvocationExpressionSyntax;
        var arguments = call?.ArgumentList.Arguments ?? default;
        return (name as SimpleNameSyntax)?.Identifier.ValueText switch
        {
            "Result" => access,
            "Wait" when access is not null && arguments.Count == 0 => call,
            "GetResult" when access?.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } => call,
            "Sleep" when arguments.Count == 1 => call,
            "WaitAll" or "WaitAny" when access is not null && call is { Parent: ExpressionStatementSyntax } && IsTasksOnly(arguments) => call,
            _ => null,
        };
    }

    /// <summary>What has the same outcome as what blocks, and does not.</summary>
    private static ExpressionSyntax Awaitable(ExpressionSyntax blocking, string? token)
    {
        if (blocking is not InvocationExpressionSyntax call) return ((MemberAccessExpressionSyntax)blocking).Expression;
        var access = call.Expression as MemberAccessExpressionSyntax;
        var name = access?.Name.Identifier.ValueText ?? "Sleep";
        return name switch
        {
            "Sleep" => Delay(call.ArgumentList.Arguments[0], token),
            "Wait" => access!.Expression,
            "GetResult" => ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)access!.Expression).Expression).Expression,
            _ => call.WithExpression(access!.WithName(SyntaxFactory.IdentifierName(name.Replace("Wait", "When")))),
        };
    }

    private static InvocationExpressionSyntax Delay(ArgumentSyntax time, string? token)
    {
        var method = SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, Names.Type(Names.Task), SyntaxFactory.IdentifierName("Delay"));
        var arguments = SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(time.Expression.WithoutTrivia())));
        if (token is not null) arguments = arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(token)));
        return SyntaxFactory.InvocationExpression(method, arguments);
    }

    /// <summary>A time or a token has no place in WhenAll.</summary>
    private static bool IsTasksOnly(SeparatedSyntaxList<ArgumentSyntax> arguments)
        => arguments.All(argument => argument.NameColon is null && argument.Expression is not LiteralExpressionSyntax)
            && (arguments.Count == 1 || arguments.All(argument => argument.Expression is IdentifierNameSyntax or InvocationExpressionSyntax));

    private static ExpressionSyntax Await(ExpressionSyntax replaced, bool isSend, SyntaxNode? parent, string? token)
    {
        var awaitable = isSend ? replaced : Awaitable(replaced, token);
        var keyword = SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        ExpressionSyntax awaiting = SyntaxFactory.AwaitExpression(keyword, awaitable.WithoutTrivia());
        if (parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax)
            awaiting = SyntaxFactory.ParenthesizedExpression(awaiting);
        return awaiting.WithTriviaFrom(replaced).WithAdditionalAnnotations(Simplifier.Annotation);
    }
}
