using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Runnel.CodeFixes;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Diagnostics.Usage;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>
/// Runs code fixes as an editor does, over what the generator, the analyzers and the compiler report. (The compilers' own test kit knows nothing of
/// what generators report, and asks for a dozen packages.)
/// </summary>
internal static class FixHarness
{
    /// <summary>Checks what a program becomes when its only mendable diagnostic is mended, or all of them at once; and that none is left.</summary>
    public static async Task MendsAsync(RunnelCodeFix fix, string source, string mended)
    {
        var document = Document(source);
        var diagnostics = await FixableAsync(fix, document);
        Assert.NotEmpty(diagnostics);
        var changed = diagnostics.Length == 1 ? await MendOneAsync(fix, document, diagnostics[0]) : await MendAllAsync(fix, document, diagnostics);
        Assert.Equal(Prelude.Program(mended), (await changed.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        Assert.Empty((await FixableAsync(fix, changed)).Select(item => item.ToString()));
    }

    /// <summary>Checks that a diagnostic is there, and that it is left to people.</summary>
    public static async Task LeavesAsync(RunnelCodeFix fix, string source)
    {
        var document = Document(source);
        var diagnostics = await FixableAsync(fix, document);
        Assert.NotEmpty(diagnostics);
        foreach (var diagnostic in diagnostics) Assert.Empty((await ActionsAsync(fix, document, diagnostic)).Select(action => action.Title));
    }

    /// <summary>The title of the one fix there is.</summary>
    public static async Task<string> TitleAsync(RunnelCodeFix fix, string source)
    {
        var document = Document(source);
        var diagnostic = Assert.Single(await FixableAsync(fix, document));
        return Assert.Single(await ActionsAsync(fix, document, diagnostic)).Title;
    }

    private static Document Document(string source)
    {
        var template = GeneratorHarness.Compilation([]);
        var project = new AdhocWorkspace().CurrentSolution
            .AddProject("Probe", "Probe", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose))
            .WithCompilationOptions(template.Options)
            .WithMetadataReferences(template.References);
        return project.AddDocument("Program.cs", SourceText.From(Prelude.Program(source)), filePath: "Program.cs");
    }

    private static async Task<ImmutableArray<Diagnostic>> FixableAsync(RunnelCodeFix fix, Document document)
    {
        var compilation = (CSharpCompilation)(await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var run = GeneratorHarness.Run(compilation);
        Assert.Null(run.Result.Exception);
        ImmutableArray<DiagnosticAnalyzer> analyzers = [new AppAnalyzer(), new RecordAnalyzer(), new UsageAnalyzer()];
        var analyzed = await run.Compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        var tree = await document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken);
        return
        [
            .. analyzed.Concat(run.Result.Diagnostics).Concat(run.Compilation.GetDiagnostics(TestContext.Current.CancellationToken))
                .Where(item => fix.FixableDiagnosticIds.Contains(item.Id) && item.Location.SourceTree == tree)
                .DistinctBy(item => (item.Id, item.Location.SourceSpan)),
        ];
    }

    private static async Task<Document> MendOneAsync(RunnelCodeFix fix, Document document, Diagnostic diagnostic)
        => await ApplyAsync(document, Assert.Single(await ActionsAsync(fix, document, diagnostic)));

    private static async Task<Document> MendAllAsync(RunnelCodeFix fix, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        // An editor offers the fix at each place before it offers all.
        foreach (var diagnostic in diagnostics) Assert.Single(await ActionsAsync(fix, document, diagnostic));
        var context = new FixAllContext(
            document, fix, FixAllScope.Document, fix.GetType().Name, fix.FixableDiagnosticIds, new Given(diagnostics), TestContext.Current.CancellationToken);
        return await ApplyAsync(document, (await fix.GetFixAllProvider().GetFixAsync(context))!);
    }

    private static async Task<List<CodeAction>> ActionsAsync(RunnelCodeFix fix, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return actions;
    }

    /// <summary>The document as it is after the action and the tidying that an editor does.</summary>
    private static async Task<Document> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(document.Project.Solution, new Progress<CodeAnalysisProgress>(), TestContext.Current.CancellationToken);
        var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(operations));
        return change.ChangedSolution.GetDocument(document.Id)!;
    }

    private sealed class Given(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
