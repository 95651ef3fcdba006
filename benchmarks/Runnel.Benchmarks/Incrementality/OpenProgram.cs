using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators;

namespace Runnel.Benchmarks.Incrementality;

/// <summary>
/// A program of many records, each in a file of its own, as an editor holds it open. An edit parses one file, makes a new compilation and runs
/// the generator on; it starts from the same state each time.
/// </summary>
internal sealed class OpenProgram
{
    public const int Records = 1000;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp13);

    private static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Runnel.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly IReadOnlyList<SyntaxTree> _trees;
    private readonly CSharpCompilation _compilation;
    private readonly GeneratorDriver _driver;

    public OpenProgram()
    {
        _trees = [.. Enumerable.Range(0, Records).Select(i => Record(i, "Amount")), Unrelated("1")];
        _compilation = Compile();
        _driver = Run(New(), _compilation);
    }

    /// <summary>Everything from nothing: how long an editor takes when it opens the program.</summary>
    public GeneratorDriver RunAll() => Run(New(), Compile());

    /// <summary>One keystroke in a method of a file that has nothing to do with records.</summary>
    public GeneratorDriver EditUnrelated() => Run(_driver, _compilation.ReplaceSyntaxTree(_trees[Records], Unrelated("12")));

    /// <summary>One keystroke in the name of a record's property.</summary>
    public GeneratorDriver EditRecord() => Run(_driver, _compilation.ReplaceSyntaxTree(_trees[Records / 2], Record(Records / 2, "Amounts")));

    /// <summary>The same keystroke as in <see cref="EditUnrelated"/>, and what a compiler does by itself: it declares all types.</summary>
    public int Declare()
        => _compilation.ReplaceSyntaxTree(_trees[Records], Unrelated("12")).GetDeclarationDiagnostics().Length;

    /// <summary>How many files a run emitted: all that are not the very text of the run before.</summary>
    public int Emitted(GeneratorDriver run, bool isFirst)
    {
        var before = isFirst ? [] : Sources(_driver).ToDictionary(source => source.HintName, source => source.SourceText);
        return Sources(run).Count(source => !before.TryGetValue(source.HintName, out var text) || text != source.SourceText);
    }

    private static ImmutableArray<GeneratedSourceResult> Sources(GeneratorDriver run)
    {
        var result = run.GetRunResult().Results.Single();
        return result.Exception is null ? result.GeneratedSources : throw new InvalidOperationException("The generator failed.", result.Exception);
    }

    private static CSharpGeneratorDriver New() => CSharpGeneratorDriver.Create([new RunnelGenerator().AsSourceGenerator()], parseOptions: Parsing);

    private static GeneratorDriver Run(GeneratorDriver driver, CSharpCompilation compilation) => driver.RunGenerators(compilation);

    private CSharpCompilation Compile()
        => CSharpCompilation.Create(
            "Program", _trees, References, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static SyntaxTree Record(int i, string field) => CSharpSyntaxTree.ParseText(
        $$"""
        using System;
        using System.Collections.Generic;
        using Runnel;

        namespace Program;

        [Record]
        public partial record Order{{i}}(int OrderId, string Customer, DateTime CreatedAt, double {{field}}, State{{i}} State = State{{i}}.Open)
        {
            public List<string> Articles { get; init; } = [];
            public Order{{Math.Max(0, i - 1)}}? Before { get; init; }
        }

        public enum State{{i}} { Open, Paid, Sent }
        """,
        Parsing,
        $"Order{i}.cs");

    private static SyntaxTree Unrelated(string answer) => CSharpSyntaxTree.ParseText(
        $"namespace Program; public static class Unrelated {{ public static int Answer() => {answer}; }}", Parsing, "Unrelated.cs");
}
