using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>The pages in docs/rules are true: what they call wrong is complained of, by that rule alone; what they call right compiles.</summary>
public sealed class RecordRulePageTests
{
    public static TheoryData<string> Ids => [.. RecordRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_example_is_refused_by_its_rule_alone(string id)
    {
        var reported = await GeneratorHarness.AnalyzeAsync(new RecordAnalyzer(), "using Runnel;\n" + RulePage.Examples(id).Wrong);
        Assert.Equal([id], reported.Select(item => item.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_right_example_compiles_without_a_word(string id)
    {
        var program = "using Runnel;\n" + RulePage.Examples(id).Right;
        GeneratorHarness.Run(program).AssertClean();
        Assert.Empty((await GeneratorHarness.AnalyzeAsync(new RecordAnalyzer(), program)).Select(item => item.ToString()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_the_title_of_the_rule_and_the_release_notes_have_the_rule(string id) => RulePage.AssertNamed(RecordRules.All, id);
}
