using System.Text.RegularExpressions;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>The pages in docs/rules are true: what they call wrong is complained of, by that rule alone; what they call right compiles.</summary>
public sealed partial class RecordRulePageTests
{
    public static TheoryData<string> Ids => [.. RecordRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_example_is_refused_by_its_rule_alone(string id)
    {
        var reported = await GeneratorHarness.AnalyzeAsync(new RecordAnalyzer(), "using Runnel;\n" + Examples(id).Wrong);
        Assert.Equal([id], reported.Select(item => item.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_right_example_compiles_without_a_word(string id)
    {
        var program = "using Runnel;\n" + Examples(id).Right;
        GeneratorHarness.Run(program).AssertClean();
        Assert.Empty((await GeneratorHarness.AnalyzeAsync(new RecordAnalyzer(), program)).Select(item => item.ToString()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_the_title_of_the_rule_and_the_release_notes_have_the_rule(string id)
    {
        var rule = RecordRules.All.Single(item => item.Id == id);
        Assert.StartsWith($"# {id}: {rule.Title}\n", Page(id), StringComparison.Ordinal);
        Assert.Contains($"{id} | Runnel | Error | {rule.Title}\n",
            File.ReadAllText(Path.Combine(Repository.Root, "src", "Runnel.Generators", "AnalyzerReleases.Unshipped.md")), StringComparison.Ordinal);
    }

    private static (string Wrong, string Right) Examples(string id)
    {
        var blocks = Block.Matches(Page(id)).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, blocks.Count);
        return (blocks[0], blocks[1]);
    }

    private static string Page(string id) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", id + ".md"));

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block { get; }
}
