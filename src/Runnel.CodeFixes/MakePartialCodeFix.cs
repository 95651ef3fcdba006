using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.CodeFixes;

/// <summary>RNL0002, RNL0050, RNL0055: records, apps and streams whose other part the generator writes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MakePartialCodeFix : RunnelCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.RecordNotPartial, RuleIds.AppNotPartial, RuleIds.StreamNotPartial];

    private protected override Fix? Find(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return member switch
        {
            TypeDeclarationSyntax type when !IsPartial(type)
                => new($"Make '{type.Identifier.ValueText}' partial", type.Span, editor
                    => editor.ReplaceNode(type, (current, _) => ((MemberDeclarationSyntax)current).MakePartial())),
            PropertyDeclarationSyntax property when !IsPartial(property) && CanBePartial(property)
                => new($"Make '{property.Identifier.ValueText}' a partial property", property.Span, editor
                    => editor.ReplaceNode(property, (current, _) => Stream((PropertyDeclarationSyntax)current))),
            _ => null,
        };
    }

    private static bool IsPartial(MemberDeclarationSyntax member) => member.Modifiers.Any(SyntaxKind.PartialKeyword);

    private static bool CanBePartial(PropertyDeclarationSyntax property)
        => !property.Modifiers.Any(SyntaxKind.StaticKeyword) && !property.Modifiers.Any(SyntaxKind.AbstractKeyword)
            && property.Type is not RefTypeSyntax;

    /// <summary><c>public partial EventStream&lt;Order&gt; Orders { get; }</c>: without a body or a value of its own.</summary>
    private static PropertyDeclarationSyntax Stream(PropertyDeclarationSyntax property)
    {
        var end = property.GetTrailingTrivia();
        var getter = SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration)
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(SyntaxFactory.Space));
        var accessors = SyntaxFactory.AccessorList(
            SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.SingletonList(getter),
            SyntaxFactory.Token(SyntaxKind.CloseBraceToken));
        property = property
            .WithIdentifier(property.Identifier.WithTrailingTrivia(SyntaxFactory.Space))
            .WithAccessorList(accessors)
            .WithExpressionBody(null)
            .WithInitializer(null)
            .WithSemicolonToken(default)
            .WithTrailingTrivia(end);
        return (PropertyDeclarationSyntax)property.MakePartial();
    }
}
