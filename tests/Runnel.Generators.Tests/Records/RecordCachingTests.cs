using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Records;

/// <summary>An edit elsewhere emits nothing again; an edit of a record emits that record again, and only it. Models hold no symbols.</summary>
public class RecordCachingTests
{
    private const string Records = """
        using Runnel;
        [Record] public partial record Order(int OrderId, Color Color, string? Note = "none") { public System.Collections.Generic.List<Item> Items { get; init; } = []; }
        public enum Color { Red, Green }
        """;

    private const string Other =
        "using Runnel; [Record] public partial record struct Item(string ItemName); [Record] public partial record Broken(object What);";

    private static readonly string[] Steps = [TrackingNames.RecordsParsed, TrackingNames.RecordsValid];

    private static readonly string[] AllSteps = [.. Steps, TrackingNames.RecordsRefused];

    [Theory]
    [InlineData("", "public class Unrelated { public int OrderId; }")]
    [InlineData("", "// a comment")]
    [InlineData("[Record] public", "/* moved */\n\n[Record]  public")]
    [InlineData("List<Item> Items { get; init; } = []", "List<Item> Items { get; init; } = new()")]
    public void An_unrelated_edit_runs_nothing_again(string from, string to)
    {
        var edited = from.Length == 0 ? Records + "\n" + to : Replace(from, to);
        var result = Edit(edited);
        foreach (var step in AllSteps)
        {
            var reasons = Reasons(result.TrackedSteps[step]);
            Assert.NotEmpty(reasons);
            Assert.All(reasons, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {reason}"));
        }

        Assert.All(Outputs(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory]
    [InlineData("int OrderId", "long OrderId")]
    [InlineData("int OrderId", "int OrderNumber")]
    [InlineData("\"none\"", "\"nothing\"")]
    [InlineData("Red, Green", "Red, Blue")]
    [InlineData(" = [];", " = null!;")]
    [InlineData("[Record]", "[Record(Naming = FieldNaming.CamelCase)]")]
    [InlineData("using Runnel;", "using Runnel; [assembly: RecordDefaults(Naming = FieldNaming.KebabCase)]", true)]
    public void An_edit_of_a_record_emits_it_again_and_no_other(string from, string to, bool all = false)
    {
        var result = Edit(Replace(from, to));
        foreach (var step in Steps) Assert.Contains(IncrementalStepRunReason.Modified, Reasons(result.TrackedSteps[step]));
        Assert.Equal(all ? 2 : 1, Outputs(result).Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Equal(all ? 0 : 1, Outputs(result).Count(reason => reason == IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void A_record_that_becomes_invalid_is_emitted_no_more_and_its_neighbour_still_is()
    {
        var result = Edit(Replace("partial record Order", "record Order"));
        Assert.Contains(result.GeneratedSources, source => source.HintName.StartsWith("Item.", StringComparison.Ordinal));
        Assert.DoesNotContain(result.GeneratedSources, source => source.HintName.StartsWith("Order.", StringComparison.Ordinal));
    }

    [Fact]
    public void Models_hold_no_symbols_syntax_or_compilations()
    {
        var result = Driver(Compilation(Records)).GetRunResult().Results.Single();
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var step in AllSteps)
        {
            foreach (var output in result.TrackedSteps[step].SelectMany(run => run.Outputs)) ModelWalk.AssertPure(output.Value, visited);
        }

        Assert.True(visited.Count > 20);
    }

    [Fact]
    public void Models_of_equal_source_are_equal_and_hash_equally()
    {
        var first = Models(Compilation(Records));
        var second = Models(Compilation(Records));
        Assert.Equal(first, second);
        Assert.Equal(first.Select(model => model.GetHashCode()), second.Select(model => model.GetHashCode()));
        Assert.NotEqual(first, Models(Compilation(Replace("int OrderId", "long OrderId"))));
    }

    private static List<object> Models(CSharpCompilation compilation)
        => [.. Driver(compilation)
            .GetRunResult().Results.Single().TrackedSteps[TrackingNames.RecordsValid].SelectMany(run => run.Outputs).Select(output => output.Value)];

    private static string Replace(string from, string to)
    {
        Assert.Contains(from, Records, StringComparison.Ordinal);
        return Records.Replace(from, to, StringComparison.Ordinal);
    }

    private static CSharpCompilation Compilation(string records) => GeneratorHarness.Compilation([records, Other]);

    private static GeneratorDriver Driver(CSharpCompilation compilation)
        => GeneratorHarness.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);

    private static GeneratorRunResult Edit(string records)
    {
        var before = Compilation(Records);
        var tree = before.SyntaxTrees[0];
        var edited = before.ReplaceSyntaxTree(
            tree, CSharpSyntaxTree.ParseText(
                records, (CSharpParseOptions)tree.Options, tree.FilePath, cancellationToken: TestContext.Current.CancellationToken));
        var result = Driver(before).RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    private static List<IncrementalStepRunReason> Reasons(IEnumerable<IncrementalGeneratorRunStep> runs)
        => [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)];

    private static List<IncrementalStepRunReason> Outputs(GeneratorRunResult result)
        => Reasons(
            result.TrackedOutputSteps.SelectMany(step => step.Value).Where(run => run.Inputs.Any(input => input.Source.Name == TrackingNames.RecordsValid)));
}
