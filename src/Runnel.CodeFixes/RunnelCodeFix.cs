using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Runnel.CodeFixes;

/// <summary>What the code fixes have in common: each mends a diagnostic by changes of its own document, one at a time or all at once.</summary>
public abstract class RunnelCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics)
        => await ApplyAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } fix) continue;
            context.RegisterCodeFix(
                CodeAction.Create(fix.Title, cancellation => ApplyAsync(context.Document, [diagnostic], cancellation), GetType().Name), diagnostic);
        }
    }

    /// <summary>The mend; null: this one is not mechanical.</summary>
    private protected abstract Fix? Find(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation);

    private async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var editor = new SyntaxEditor(root!, document.Project.Solution.Services);
        var fixes = new List<Fix>();
        foreach (var diagnostic in diagnostics)
        {
            if (await FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is not { } fix) continue;
            if (fixes.TrueForAll(other => other.Place != fix.Place)) fixes.Add(fix);
        }

        foreach (var fix in fixes.OrderBy(fix => fix.Place.Length).ThenBy(fix => fix.Place.Start)) fix.Apply(editor);
        return document.WithSyntaxRoot(editor.GetChangedRoot());
    }

    private async Task<Fix?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null) return null;
        return Find(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), diagnostic, model, cancellation);
    }
}
