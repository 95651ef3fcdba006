using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Runnel.Generators;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Diagnostics.Usage;

namespace Runnel.Docs.Tests;

/// <summary>Compiles a snippet the way a user's project does: with the generator, its analyzers, nullable types on and the usual global usings.</summary>
internal static class SnippetCompiler
{
    /// <summary>Those of the SDK's ImplicitUsings, and what nearly every file of a Runnel program has.</summary>
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Diagnostics;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.Extensions.Logging;
        global using Runnel;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp13, DocumentationMode.Parse);

    /// <summary>Everything that this test program itself can load: the framework, ASP.NET Core, Runnel and what it needs, and xUnit for tests of users.</summary>
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles; returns every error and warning, those of the generator and its analyzers too.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> CompileAsync(Snippet snippet, CancellationToken cancellationToken)
    {
        var program = CSharpSyntaxTree.ParseText(snippet.ToProgram(), Parsing, "Snippet.cs", cancellationToken: cancellationToken);
        var usings = CSharpSyntaxTree.ParseText(GlobalUsings, Parsing, "GlobalUsings.cs", cancellationToken: cancellationToken);
        var isProgram = program.GetRoot(cancellationToken).ChildNodes().Any(node => node is GlobalStatementSyntax);
        var options = new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            // Same versions of one assembly, referenced by several others: what the SDK suppresses in every project.
            specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]);

        var compilation = CSharpCompilation.Create("Snippet", [program, usings], References, options);
        CSharpGeneratorDriver.Create([new RunnelGenerator().AsSourceGenerator()], parseOptions: Parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out var compiled, out var reported, cancellationToken);
        var analyzed = await compiled.WithAnalyzers([new AppAnalyzer(), new RecordAnalyzer(), new UsageAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(cancellationToken);
        return
        [
            .. reported.Concat(compiled.GetDiagnostics(cancellationToken)).Concat(analyzed)
                .Where(found => found.Severity >= DiagnosticSeverity.Warning && !IsUsing(found))
                .Distinct(),
        ];
    }

    /// <summary>A snippet may show a using directive that the global ones make needless.</summary>
    private static bool IsUsing(Diagnostic found) => found.Id is "CS8933" or "CS0105";
}
