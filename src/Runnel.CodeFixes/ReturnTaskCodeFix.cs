using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.CodeFixes;

/// <summary>RNL0078: <c>async void</c> becomes <c>async Task</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ReturnTaskCodeFix : RunnelCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RuleIds.AsyncVoid];

    private protected override Fix? Find(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        // The other half of a partial method would have to change with it.
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method || AwaitContext.IsPartial(method)) return null;
        return new("Return Task", method.Span, editor => editor.ReplaceNode(method, (current, _) => ((MethodDeclarationSyntax)current).MakeAsync()));
    }
}
