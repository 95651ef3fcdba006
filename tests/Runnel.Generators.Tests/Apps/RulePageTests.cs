using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Tests.Apps;

/// <summary>The pages in docs/rules are true: what they call wrong is complained of, by that rule alone; what they call right compiles.</summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Rules => [.. AppRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task The_wrong_example_is_refused_by_its_rule_alone(string id)
    {
        var reported = await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), Prelude.Program(RulePage.Examples(id).Wrong));
        Assert.Equal([id], reported.Select(item => item.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task The_right_example_compiles_without_a_word(string id)
    {
        var program = Prelude.Program(RulePage.Examples(id).Right);
        GeneratorHarness.Run(program).AssertClean();
        var reported = await GeneratorHarness.AnalyzeAsync(new AppAnalyzer(), program);
        Assert.Empty(reported.Select(item => item.ToString()));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_page_has_the_title_of_the_rule_and_the_release_notes_have_the_rule(string id) => RulePage.AssertNamed(AppRules.All, id);
}
