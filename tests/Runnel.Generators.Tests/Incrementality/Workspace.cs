using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Incrementality;

/// <summary>
/// A program of several files that gives every step of the pipeline something to do, as it is open in an editor: each edit makes a new
/// compilation, and the generator goes on from where it was.
/// </summary>
internal sealed class Workspace
{
    /// <summary>The files by name. Two of them are wrong in ways that the generator reports itself, one is a record that it refuses.</summary>
    public static readonly IReadOnlyDictionary<string, string> Program = new Dictionary<string, string>
    {
        ["Order"] = """
            [Record] public partial record Order(int OrderId, Color Color, string? Note = "none") { public List<Item> Items { get; init; } = []; }
            """,
        ["Item"] = "[Record] public partial record struct Item(string ItemName);",
        ["Color"] = "public enum Color { Red, Green }",
        ["Broken"] = "[Record] public partial record Broken(object What);",
        ["Closed"] = "[Record] public record Closed(int ClosedId);",
        ["Shop"] = """
            [App("shop")]
            public partial class Shop
            {
                [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
                [Timer(1)] public void Tick() { Console.WriteLine("tick"); }
            }
            """,
        ["Other"] = """[App("other")] public partial class Other;""",
        ["Stuck"] = """[App("stuck")] public class Stuck;""",
        ["Printing"] = """public class Printing { [Processor<Shop>("Orders")] public void Write(Order order) { } }""",
        ["Stray"] = """public partial class Stray { [Stream("lost", PartitionBy = "OrderId")] public partial EventStream<Order> Lost { get; } }""",
        ["Packing"] = """public partial class Packing { [Processor<Shop>("Orders")] private static void Wrap(Order order) { } }""",
        ["Storing"] = """public class Storing { [Processor<Depot>("Boxes")] public void Store(Box box) { } }""",
        ["Entry"] = "[assembly: RunnelEntry]",
        ["Unrelated"] = "public class Unrelated { public int OrderId; public void Print(int order) { } }",
    };

    /// <summary>Another assembly, with an app of its own.</summary>
    private const string Referenced = """
        [Record] public partial record Box(int BoxId);
        [App("depot")]
        public partial class Depot
        {
            [Stream("boxes", PartitionBy = "BoxId")] public partial EventStream<Box> Boxes { get; }
        }
        """;

    /// <summary>A third one, with a processor of that app.</summary>
    private const string Between = """public class Sorting { [Processor<Depot>("Boxes")] public void Sort(Box box) { } }""";

    private static readonly CompilationReference Depot = Compiled("Depot", Referenced);
    private static readonly CompilationReference Sorting = Compiled("Sorting", Between, Depot);

    private static readonly string[] Names = [.. Program.Keys];

    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public Workspace(IEnumerable<MetadataReference>? references = null)
        : this(Program.Values.Select(text => Prelude.Usings + text), [Depot, Sorting, .. references ?? []])
    {
    }

    public Workspace(IEnumerable<string> files, IEnumerable<MetadataReference>? references = null)
    {
        _compilation = GeneratorHarness.Compilation(files, references: references);
        _driver = GeneratorHarness.Driver().RunGenerators(_compilation, TestContext.Current.CancellationToken);
    }

    public GeneratorRunResult Result
    {
        get
        {
            var result = _driver.GetRunResult().Results.Single();
            Assert.Null(result.Exception);
            return result;
        }
    }

    public CSharpCompilation Compilation => _compilation;

    /// <summary>Replaces the only occurrence of a text in a file, and says what that made the generator do.</summary>
    public Rerun Edit(string file, string from, string to)
    {
        Assert.Single(Program[file].Split(from).Skip(1));
        return Replace(Array.IndexOf(Names, file), Prelude.Usings + Program[file].Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Gives a file another text.</summary>
    public Rerun Replace(int file, string text)
        => Run(_compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[file], Parse(text, _compilation.SyntaxTrees[file].FilePath)));

    public Rerun Add(string text) => Run(_compilation.AddSyntaxTrees(Parse(text, "Added.cs")));

    /// <summary>A project that this one references is another now.</summary>
    public Rerun Reference(MetadataReference from, MetadataReference to) => Run(_compilation.ReplaceReference(from, to));

    private static CompilationReference Compiled(string name, string source, params MetadataReference[] references)
    {
        GeneratorHarness.Driver().RunGeneratorsAndUpdateCompilation(
            GeneratorHarness.Compilation([Prelude.Usings + source], references: references, name: name), out var compiled, out _, TestContext.Current.CancellationToken);
        return ((CSharpCompilation)compiled).ToMetadataReference();
    }

    private Rerun Run(CSharpCompilation edited)
    {
        var before = Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText);
        _compilation = edited;
        _driver = _driver.RunGenerators(edited, TestContext.Current.CancellationToken);

        // What was not emitted again is the very text of before.
        var emitted = Result.GeneratedSources.Where(source => !before.TryGetValue(source.HintName, out var text) || text != source.SourceText);
        return new(Result, [.. emitted.Select(source => source.HintName).Order(StringComparer.Ordinal)]);
    }

    private SyntaxTree Parse(string text, string path)
        => CSharpSyntaxTree.ParseText(
            text, (CSharpParseOptions)_compilation.SyntaxTrees[0].Options, path, cancellationToken: TestContext.Current.CancellationToken);
}

/// <summary>What an edit made the generator do.</summary>
/// <param name="Result">The run's result.</param>
/// <param name="Emitted">The names of the files that were emitted again, or for the first time.</param>
internal sealed record Rerun(GeneratorRunResult Result, IReadOnlyList<string> Emitted)
{
    /// <summary>Whether any output of a step is another than before.</summary>
    public bool Changed(string step)
    {
        Assert.True(Result.TrackedSteps.TryGetValue(step, out var runs), $"No step is named {step}, or nothing came to it.");
        return runs!.SelectMany(run => run.Outputs)
            .Any(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }
}
