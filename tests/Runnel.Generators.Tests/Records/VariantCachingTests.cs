using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Records;

/// <summary>An edit of a variant, of a base or of a context emits again what depends on it, and nothing else.</summary>
public class VariantCachingTests
{
    private const string Source = """
        using Runnel;
        [Record(Discriminator = "kind"), Variant("card", typeof(Card)), Variant("cash", typeof(Cash))] public abstract partial record Payment(int Id);
        [Record] public partial record Card(int Id, string Number) : Payment(Id);
        [Record] public partial record Cash(int Id) : Payment(Id);
        [Record] public partial record Till(Payment Payment);
        [Record(JsonContext = typeof(Known))] public partial record Order(int Number, System.Net.IPAddress From);
        [System.Text.Json.Serialization.JsonSerializable(typeof(System.Net.IPAddress))]
        [System.Text.Json.Serialization.JsonSerializable(typeof(string))] public partial class Known;
        """ + Rules.JsonContextRuleTests.Generated;

    private static readonly string[] Steps = [TrackingNames.RecordsParsed, TrackingNames.RecordsValid];

    [Theory]
    [InlineData("string Number", "long Number", "Card")]
    [InlineData("Cash(int Id)", "Cash(int Id, int Coins = 0)", "Cash")]
    [InlineData("Variant(\"card\"", "Variant(\"plastic\"", "Payment")]
    [InlineData("\"kind\"", "\"type\"", "Payment")]
    [InlineData("public abstract partial record Payment(int Id)", "public partial record Payment(int Id)", "Payment")]
    [InlineData(", Variant(\"cash\", typeof(Cash))", "", "Payment,Cash")]
    [InlineData("(int Id)", "(long Id)", "Payment,Card,Cash")]
    [InlineData("int Number, System", "long Number, System", "Order")]
    [InlineData("typeof(string)", "typeof(int)", "")]
    [InlineData("public partial class Known;", "public partial class Known { } // edited", "")]
    public void Only_what_depends_on_an_edit_is_emitted_again(string from, string to, string emitted)
    {
        Assert.Contains(from, Source, StringComparison.Ordinal);
        var edited = from == "(int Id)"
            ? Source.Replace("(int Id", "(long Id", StringComparison.Ordinal)
            : Source.Replace(from, to, StringComparison.Ordinal);
        var result = Edit(edited);
        Assert.Equal(
            emitted.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            result.TrackedSteps[TrackingNames.RecordsValid].SelectMany(run => run.Outputs)
                .Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
                .Select(output => ((Model.RecordModel)output.Value).Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_type_that_the_context_knows_no_more_makes_its_record_invalid()
    {
        var result = Edit(Source.Replace("typeof(System.Net.IPAddress)", "typeof(int)", StringComparison.Ordinal));
        Assert.Contains("cannot be stored", result.GeneratedSources.Single(source => source.HintName.StartsWith("Order.", StringComparison.Ordinal)).SourceText.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_hold_no_symbols_syntax_or_compilations()
    {
        var result = GeneratorHarness.Driver().RunGenerators(Compilation(), TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var output in Steps.SelectMany(step => result.TrackedSteps[step]).SelectMany(run => run.Outputs)) ModelWalk.AssertPure(output.Value, visited);
        Assert.Contains(visited, item => item is Model.VariantTagModel);
    }

    private static CSharpCompilation Compilation() => GeneratorHarness.Compilation([Source]);

    private static GeneratorRunResult Edit(string text)
    {
        var before = Compilation();
        var tree = before.SyntaxTrees[0];
        var edited = before.ReplaceSyntaxTree(
            tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath, cancellationToken: TestContext.Current.CancellationToken));
        var result = GeneratorHarness.Driver()
            .RunGenerators(before, TestContext.Current.CancellationToken)
            .RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }
}
