using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Tests.Modules;

/// <summary>RNL0091 and RNL0092: what only an entry assembly sees. Their pages are true, too.</summary>
public sealed partial class ModuleRuleTests
{
    private const string Packing = """
        public class Packing
        {
            [Processor<Shop>("Orders", Middleware = [typeof(DeadLetterMiddleware)])] public void Pack(Order order) { }
        }
        """;

    private const string AlsoPacking = """
        public class Wrapping
        {
            [Processor<Shop>("Orders", Name = "pack")] public void Wrap(Order order) { }
        }
        """;

    public static TheoryData<string> Ids => [.. ModuleRules.All.Select(rule => rule.Id)];

    [Fact]
    public async Task Two_modules_with_processors_of_one_name_are_refused_by_the_entry_assembly_alone()
    {
        var app = Bookshop.Library("Shop", Bookshop.App).AsFile();
        MetadataReference[] references =
        [
            app,
            Bookshop.Library("First", Packing, app).AsFile(),
            Bookshop.Library("Second", AlsoPacking, app).AsFile(),
        ];
        var found = Assert.Single(await GeneratorHarness.AnalyzeAsync(new ModuleAnalyzer(), Bookshop.Entry("Worker", Bookshop.Main, references)));
        Assert.Equal("RNL0091", found.Id);
        Assert.StartsWith(
            "The app 'Shop' has two processors named 'pack': 'Packing.Pack' of First and 'Wrapping.Wrap' of Second;", found.GetMessage(null), StringComparison.Ordinal);
        Assert.Empty(await GeneratorHarness.AnalyzeAsync(new ModuleAnalyzer(), Bookshop.Library("Library", "", references)));
    }

    [Fact]
    public async Task A_module_whose_processor_has_the_name_of_one_of_the_app_as_it_is_now_is_refused()
    {
        var old = Bookshop.Library("Shop", Bookshop.App).AsFile();
        var shipping = Bookshop.Library("Shipping", Packing, old).AsFile();
        var now = Bookshop.Library("Shop", Bookshop.App.Replace("void Count(", "void Pack(", StringComparison.Ordinal)).AsFile();
        var found = Assert.Single(await GeneratorHarness.AnalyzeAsync(new ModuleAnalyzer(), Bookshop.Entry("Worker", Bookshop.Main, now, shipping)));
        Assert.Equal("RNL0091", found.Id);
        Assert.Contains("'Shop.Pack' of Shop and 'Packing.Pack' of Shipping", found.GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"orders\"", "\"wishes\"", "this one has no stream 'orders'")]
    [InlineData(
        "PartitionBy = \"OrderId\")] public partial EventStream<Order> Orders",
        "PartitionBy = \"RefundId\")] public partial EventStream<Refund> Orders",
        "the stream 'orders' held 'Order', and here it holds 'Refund'")]
    [InlineData("[DeadLetters(nameof(Orders))] private partial EventStream<Dead> DeadOrders { get; }", "", "this one has no sink 'dead.orders'")]
    public async Task A_module_that_was_compiled_against_another_version_of_its_app_is_refused(string from, string to, string reason)
    {
        Assert.Contains(from, Bookshop.App, StringComparison.Ordinal);
        var shipping = Bookshop.Library("Shipping", Packing, Bookshop.Library("Shop", Bookshop.App).AsFile()).AsFile();
        var now = Bookshop.Library("Shop", Bookshop.App.Replace(from, to, StringComparison.Ordinal)).AsFile();
        var found = Assert.Single(await GeneratorHarness.AnalyzeAsync(new ModuleAnalyzer(), Bookshop.Entry("Worker", Bookshop.Main, now, shipping)));
        Assert.Equal("RNL0092", found.Id);
        Assert.Contains(reason, found.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("'Packing.Pack' of Shipping", found.GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_example_is_refused_by_its_rule_alone(string id)
        => Assert.Equal([id], (await AnalyzeAsync(RulePage.Examples(id).Wrong)).Select(item => item.Id).Distinct());

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_right_example_compiles_without_a_word(string id)
        => Assert.Empty((await AnalyzeAsync(RulePage.Examples(id).Right)).Select(item => item.ToString()));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_the_title_of_the_rule_and_the_release_notes_have_the_rule(string id) => RulePage.AssertNamed(ModuleRules.All, id);

    /// <summary>Compiles the projects of an example one after the other; a second one of a name is the other's later version.</summary>
    private static async Task<IEnumerable<Diagnostic>> AnalyzeAsync(string example)
    {
        var references = new Dictionary<string, MetadataReference>();
        var found = new List<Diagnostic>();
        foreach (Match project in Project.Matches(example))
        {
            var (name, source) = (project.Groups["name"].Value, project.Groups["source"].Value);
            MetadataReference[] before = [.. project.Groups["reference"].Captures.Select(reference => references[reference.Value])];
            var run = name == "Worker" ? Bookshop.Entry(name, source, before) : Bookshop.Library(name, source, before);
            foreach (var analyzer in (Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzer[])[new AppAnalyzer(), new RecordAnalyzer(), new ModuleAnalyzer()])
                found.AddRange(await GeneratorHarness.AnalyzeAsync(analyzer, run));
            references[name] = run.AsFile();
        }

        Assert.True(references.Count > 1);
        return found;
    }

    [GeneratedRegex(
        "// Project (?<name>[A-Za-z]+)(?:, references (?<reference>[A-Za-z]+)(?:, (?<reference>[A-Za-z]+))*)?[^\n]*\n(?<source>.*?)(?=// Project |$)",
        RegexOptions.Singleline)]
    private static partial Regex Project { get; }
}
