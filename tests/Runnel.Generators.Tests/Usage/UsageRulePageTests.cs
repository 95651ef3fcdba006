using Runnel.Generators.Diagnostics;
using Runnel.Generators.Diagnostics.Usage;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Usage;

/// <summary>The pages of the rules of use are true, and the release notes name each rule with its severity.</summary>
public sealed class UsageRulePageTests
{
    public static TheoryData<string> Ids => [.. UsageRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_example_is_complained_of_by_its_rule_alone(string id)
    {
        var reported = await UsageRule.AnalyzeAsync(Prelude.Program(RulePage.Examples(id).Wrong));
        Assert.Equal([id], reported.Select(item => item.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_right_example_compiles_without_a_word(string id)
    {
        var program = Prelude.Program(RulePage.Examples(id).Right);
        GeneratorHarness.Run(program).AssertClean();
        Assert.Empty((await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), program)).Select(item => item.ToString()));
        Assert.Empty((await UsageRule.AnalyzeAsync(program)).Select(item => item.ToString()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_the_title_of_the_rule_and_the_release_notes_have_the_rule(string id) => RulePage.AssertNamed(UsageRules.All, id);
}
