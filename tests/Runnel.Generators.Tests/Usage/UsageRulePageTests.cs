using System.Text.RegularExpressions;
using Runnel.Generators.Diagnostics;
using Runnel.Generators.Diagnostics.Usage;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Usage;

/// <summary>The pages of the rules of use are true, and the release notes name each rule with its severity.</summary>
public sealed partial class UsageRulePageTests
{
    public static TheoryData<string> Ids => [.. UsageRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_example_is_complained_of_by_its_rule_alone(string id)
    {
        var reported = await UsageRule.AnalyzeAsync(Prelude.Program(Examples(id).Wrong));
        Assert.Equal([id], reported.Select(item => item.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_right_example_compiles_without_a_word(string id)
    {
        var program = Prelude.Program(Examples(id).Right);
        GeneratorHarness.Run(program).AssertClean();
        Assert.Empty((await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), program)).Select(item => item.ToString()));
        Assert.Empty((await UsageRule.AnalyzeAsync(program)).Select(item => item.ToString()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_the_title_of_the_rule_and_the_release_notes_have_the_rule(string id)
    {
        var rule = UsageRules.All.Single(item => item.Id == id);
        Assert.StartsWith($"# {id}: {rule.Title}\n", Page(id), StringComparison.Ordinal);
        Assert.Contains($"{id} | Runnel | {rule.DefaultSeverity} | {rule.Title}\n",
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
