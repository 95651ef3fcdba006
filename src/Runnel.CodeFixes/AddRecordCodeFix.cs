using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Runnel.CodeFixes;

/// <summary>RNL0006: a record that derives from a <c>[Record]</c> becomes one too, primitive if its base is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddRecordCodeFix : RunnelCodeFix
{
    private const string RecordAttribute = "Runnel.RecordAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.DerivedWithoutAttribute];

    private protected override Fix? Find(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) return null;
        if (model.GetDeclaredSymbol(type, cancellation) is not { } symbol || Mark(symbol) is not { } mark) return null;
        var isPrimitive = mark.NamedArguments.Any(argument => argument is { Key: "Primitive", Value.Value: true });
        return new($"Mark '{type.Identifier.ValueText}' with [Record]", type.Span, editor
            => editor.ReplaceNode(type, (current, _) => AddAttribute((TypeDeclarationSyntax)current, isPrimitive).MakePartial()));
    }

    private static AttributeData? Mark(INamedTypeSymbol symbol)
    {
        for (var level = symbol.BaseType; level is not null; level = level.BaseType)
        {
            if (level.Attribute(RecordAttribute) is { } mark) return mark;
        }

        return null;
    }

    private static TypeDeclarationSyntax AddAttribute(TypeDeclarationSyntax type, bool isPrimitive)
    {
        var name = SyntaxFactory.ParseName("global::" + RecordAttribute).WithAdditionalAnnotations(Simplifier.Annotation);
        var arguments = isPrimitive ? SyntaxFactory.ParseAttributeArgumentList("(Primitive = true)") : null;
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(name, arguments)));

        // On a line of its own, before all others; indented as the declaration is.
        var before = type.GetLeadingTrivia();
        var indent = before.LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var ending = type.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (ending == default) ending = SyntaxFactory.ElasticLineFeed;
        list = list.WithLeadingTrivia(before).WithTrailingTrivia(ending);
        type = type.WithLeadingTrivia(indent == default ? SyntaxTriviaList.Empty : [indent]);
        return (TypeDeclarationSyntax)type.WithAttributeLists(type.AttributeLists.Insert(0, list));
    }
}
