using Runnel.Generators.Diagnostics;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Modules;

/// <summary>The rules of processors hold where the app comes from another assembly as they do where it is at hand.</summary>
public sealed class ReferencedAppRuleTests
{
    private static readonly GeneratorRun AppRun = Bookshop.Library("Shop", Bookshop.App);

    [Theory]
    [InlineData("""[Processor<Shop>({|RNL0071:"Nothing"|})] public void Pack(Order order) { }""", "'Nothing' is no stream of 'Shop'")]
    [InlineData("""[Processor<Shop>({|RNL0071:"Secrets"|})] public void Pack(Order order) { }""", "(Orders, Refunds)")]
    [InlineData("""[Processor<Shop>("Orders")] public void Pack({|RNL0072:Refund|} refund) { }""", "the stream 'Shop.Orders' holds 'Order'")]
    [InlineData("""[Processor<Shop>("Orders")] public void {|RNL0073:Pack|}() { }""", "it takes no events")]
    [InlineData("""[Processor<Shop>("Orders", BatchSize = {|RNL0074:10|})] public void Pack(Order order) { }""", "BatchSize has no effect")]
    [InlineData(
        """[Processor<Shop>("Refunds", Middleware = [{|RNL0068:typeof(DeadLetterMiddleware)|}])] public void Pack(Refund refund) { }""", "'Shop' declares no sink")]
    [InlineData("""[Processor<Shop>("Orders")] private void {|RNL0081:Pack|}(Order order) { }""", "cannot be reached from the emitted module of this assembly")]
    [InlineData("""[Processor<Shop>("Orders")] public void {|RNL0075:Count|}(Order order) { }""", "taken by 'Shop.Count' of Shop")]
    public async Task A_wrong_processor_is_refused(string member, string reason)
    {
        var message = Assert.Single(await ReportsAsync("public class Packing { " + member + " }"));
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_that_cannot_be_made_is_refused() => Assert.Contains(
        "no constructor that the emitted module of this assembly can reach",
        Assert.Single(await ReportsAsync("""
            public class {|RNL0082:Packing|} { private Packing() { } [Processor<Shop>("Orders")] public void Pack(Order order) { } }
            """)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("private class Inner")]
    [InlineData("private partial class Inner<T>")]
    public async Task A_private_processor_needs_partial_types_around_it(string inner) => Assert.Single(await ReportsAsync(
        "public class Outer { " + inner + """ { [Processor<Shop>("Orders")] public static void {|RNL0081:Pack|}(Order order) { } } }"""));

    [Fact]
    public async Task A_file_local_class_is_refused() => Assert.Single(await ReportsAsync(
        """file partial class Packing { [Processor<Shop>("Orders")] public void {|RNL0081:Pack|}(Order order) { } }"""));

    [Fact]
    public async Task Two_processors_of_one_name_in_one_module_are_refused()
    {
        var message = Assert.Single(await ReportsAsync("""
            public class First { [Processor<Shop>("Orders")] public void Pack(Order order) { } }
            public class Second { [Processor<Shop>("Orders")] public void {|RNL0075:Pack|}(Order order) { } }
            """));
        Assert.Contains("taken by 'First.Pack';", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_a_referenced_module_has_taken_is_refused()
    {
        var other = Bookshop.Library("Other", """internal class Packing { [Processor<Shop>("Orders")] internal void Pack(Order order) { } }""", AppRun.AsFile());
        var message = Assert.Single(await Marked.ReportsAsync(
            new AppAnalyzer(),
            Prelude.Usings + """public class Mine { [Processor<Shop>("Orders", Name = {|RNL0075:"pack"|})] public void Do(Order order) { } }""",
            [AppRun.AsReferenceAssembly(), other.AsReferenceAssembly()]));
        Assert.Contains("taken by 'Packing.Pack' of Other", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Right_processors_are_right() => Assert.Empty(await ReportsAsync("""
        public partial class Packing
        {
            [Processor<Shop>(nameof(Shop.Orders), Middleware = [typeof(DeadLetterMiddleware)])] private void Pack(Order order) { }
            private class Inner { [Processor<Shop>(nameof(Shop.Refunds))] public async Task Loop(Events<Refund> refunds) { await foreach (var refund in refunds.Records()) { } } }
        }
        """));

    private static Task<IReadOnlyList<string>> ReportsAsync(string marked)
        => Marked.ReportsAsync(new AppAnalyzer(), Prelude.Usings + marked, [AppRun.AsReferenceAssembly()]);
}
