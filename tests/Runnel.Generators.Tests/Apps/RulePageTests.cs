using System.Text.RegularExpressions;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Tests.Apps;

/// <summary>The pages in docs/rules are true: what they call wrong is complained of, by that rule alone; what they call right compiles.</summary>
public sealed partial class RulePageTests
{
    public static TheoryData<string> Rules => [.. AppRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task The_wrong_example_is_refused_by_its_rule_alone(string id)
    {
        var reported = await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), Prelude.Program(Examples(id).Wrong));
        Assert.Equal([id], reported.Select(item => item.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task The_right_example_compiles_without_a_word(string id)
    {
        var program = Prelude.Program(Examples(id).Right);
        GeneratorHarness.Run(program).AssertClean();
        var reported = await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), program);
        Assert.Empty(reported.Select(item => item.ToString()));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_page_has_the_title_of_the_rule(string id)
    {
        var rule = AppRules.All.Single(item => item.Id == id);
        Assert.StartsWith($"# {id}: {rule.Title}\n", Page(id), StringComparison.Ordinal);
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
