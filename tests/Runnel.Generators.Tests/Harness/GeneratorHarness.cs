using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Runnel.Generators.Tests;

/// <summary>
/// Runs the generator over source text and compiles the outcome as strictly as the compiler can: every warning on, documentation checked,
/// C# 13 or 14, with or without implicit usings.
/// </summary>
internal static class GeneratorHarness
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name is "Runnel.dll" or "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compilation(
        IEnumerable<string> sources,
        LanguageVersion version = LanguageVersion.CSharp14,
        bool implicitUsings = true,
        IEnumerable<MetadataReference>? references = null,
        string name = "Probe")
    {
        var parsing = new CSharpParseOptions(version, DocumentationMode.Diagnose);
        var trees = sources.Append(implicitUsings ? ImplicitUsings : "")
            .Select((text, i) => CSharpSyntaxTree.ParseText(text, parsing, $"Source{i}.cs", System.Text.Encoding.UTF8, TestContext.Current.CancellationToken));
        return CSharpCompilation.Create(
            name,
            trees,
            [.. Platform, .. references ?? []],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999, deterministic: true));
    }

    public static GeneratorDriver Driver(LanguageVersion version = LanguageVersion.CSharp14)
        => CSharpGeneratorDriver.Create(
            [new RunnelGenerator().AsSourceGenerator()],
            parseOptions: new CSharpParseOptions(version, DocumentationMode.Diagnose),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRun Run(
        string source,
        LanguageVersion version = LanguageVersion.CSharp14,
        bool implicitUsings = true,
        IEnumerable<MetadataReference>? references = null,
        string name = "Probe")
        => Run(Compilation([source], version, implicitUsings, references, name), version);

    public static GeneratorRun Run(CSharpCompilation compilation, LanguageVersion version = LanguageVersion.CSharp14)
    {
        var driver = Driver(version).RunGeneratorsAndUpdateCompilation(compilation, out var updated, out _, TestContext.Current.CancellationToken);
        return new GeneratorRun(compilation, (CSharpCompilation)updated, driver.GetRunResult().Results.Single());
    }

    /// <summary>
    /// The rules of an analyzer that a build of the source shows: those that the generator reports; and, unless the compiler refuses a
    /// declaration and stops there, those that the analyzer reports after generation. What is emitted may never be what it refuses.
    /// </summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(
        DiagnosticAnalyzer analyzer, string source, LanguageVersion version = LanguageVersion.CSharp14, IEnumerable<MetadataReference>? references = null)
        => await AnalyzeAsync(analyzer, Run(source, version, references: references));

    /// <summary>The same of what was generated before.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(DiagnosticAnalyzer analyzer, GeneratorRun run)
    {
        Assert.Null(run.Result.Exception);
        Assert.DoesNotContain(run.DeclarationErrors, run.IsInEmittedCode);

        var ids = analyzer.SupportedDiagnostics.Select(rule => rule.Id).ToHashSet();
        var reported = run.Result.Diagnostics.Where(diagnostic => ids.Contains(diagnostic.Id)).ToList();
        var analyzed = await run.Compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        if (run.DeclarationErrors.Count == 0) reported.AddRange(analyzed);
        else Assert.Empty(analyzed.Where(diagnostic => !diagnostic.IsSuppressed).Select(item => item.ToString()));
        return [.. reported.Where(diagnostic => !diagnostic.IsSuppressed).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}

/// <summary>What came of a run.</summary>
internal sealed record GeneratorRun(CSharpCompilation Before, CSharpCompilation Compilation, GeneratorRunResult Result)
{
    /// <summary>The emitted file whose name starts so.</summary>
    public string Source(string fileName)
        => Result.GeneratedSources.Single(source => source.HintName.StartsWith(fileName, StringComparison.Ordinal)).SourceText.ToString();

    /// <summary>
    /// Every warning and error of the compiler, in the given source and in what was emitted, and the generator's own. Documentation is asked
    /// of emitted code only.
    /// </summary>
    public IReadOnlyList<Diagnostic> Diagnostics =>
    [
        .. Compilation.GetDiagnostics(TestContext.Current.CancellationToken).Concat(Result.Diagnostics)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Where(diagnostic => diagnostic.Id != "CS1591" || diagnostic.Location.SourceTree is not { } tree || !Before.SyntaxTrees.Contains(tree)),
    ];

    /// <summary>The errors for which the compiler stops before it runs analyzers.</summary>
    public IReadOnlyList<Diagnostic> DeclarationErrors =>
    [
        .. Compilation.GetParseDiagnostics(TestContext.Current.CancellationToken)
            .Concat(Compilation.GetDeclarationDiagnostics(TestContext.Current.CancellationToken))
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
    ];

    public bool IsInEmittedCode(Diagnostic diagnostic) => diagnostic.Location.SourceTree is { } tree && !Before.SyntaxTrees.Contains(tree);

    /// <summary>Compiles and loads what was emitted; fails with all diagnostics and the emitted code if there is any.</summary>
    public Assembly Load()
    {
        AssertClean();
        using var stream = new MemoryStream(Image());
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream);
    }

    public byte[] Image()
    {
        using var stream = new MemoryStream();
        var emitted = Compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return stream.ToArray();
    }

    public void AssertClean()
    {
        Assert.Null(Result.Exception);
        var found = Diagnostics;
        if (found.Count > 0)
            Assert.Fail(string.Join('\n', found) + "\n\n"
                + string.Join("\n\n", Result.GeneratedSources.Select(source => $"// {source.HintName}\n{source.SourceText}")));
    }
}
