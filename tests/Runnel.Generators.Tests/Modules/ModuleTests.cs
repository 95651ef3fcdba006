using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Modules;

/// <summary>Processors in other assemblies than their app: each assembly has a module, and the entry assembly brings all of them together.</summary>
public sealed class ModuleTests
{
    private const string Shipping = """
        internal class Packing { [Processor<Shop>(nameof(Shop.Orders))] internal void Pack(Order order) { } }
        """;

    private const string Paying = """
        public static class Till { [Processor<Shop>(nameof(Shop.Refunds))] public static void PayBack(Refund refund) { } }
        """;

    private static readonly GeneratorRun AppRun = Bookshop.Library("Shop", Bookshop.App);

    public static TheoryData<string> Forms => ["file", "reference assembly", "compilation"];

    [Theory]
    [InlineData("Bookshop.Contracts", "Bookshop.Shop.App.", "Shop.g.txt")]
    [InlineData("Bookshop.Shipping", "Bookshop.Shop.Module.", "Shipping.g.txt")]
    [InlineData("Bookshop.Shipping", "Bookshop.Shipping.Post.__DeliverProcessor_", "Post.g.txt")]
    [InlineData("Bookshop.Worker", "Runnel.Modules.", "Worker.g.txt")]
    public void The_emitted_files_are_the_golden_ones(string project, string emitted, string golden)
    {
        var runs = Sample(LanguageVersion.CSharp14);
        var found = runs[project].Source(emitted);
        var path = Path.Combine(Repository.Root, "tests", "Runnel.Generators.Tests", "Modules", "Golden", golden);
        if (Environment.GetEnvironmentVariable("RUNNEL_UPDATE_GOLDEN") == "1") File.WriteAllText(path, found);
        Assert.Equal(File.ReadAllText(path), found);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp14)]
    public void The_sample_compiles_and_composes(LanguageVersion version)
    {
        var runs = Sample(version);
        var program = new LoadedProgram(runs["Bookshop.Contracts"], runs["Bookshop.Shipping"]);
        program.Start(runs["Bookshop.Worker"]);
        Assert.Equal(["bury", "deliver", "pack"], program.Processors("Bookshop.Shop").Order(StringComparer.Ordinal));
        Assert.Equal("dead.orders", program.Table("Bookshop.Shop").Processors.Single(processor => processor.Name == "pack").DeadLetterSink);
        Assert.True(program.Table("Bookshop.Shop").Processors.Single(processor => processor.Name == "pack").Source == "Packing.Pack");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Modules_are_read_off_references_of_every_form(string form)
    {
        var shipping = Bookshop.Library("Shipping", Shipping, As(form, AppRun));
        var entry = Bookshop.Entry("Worker", Bookshop.Main, As(form, AppRun), As(form, shipping));
        var program = new LoadedProgram(AppRun, shipping);
        program.Start(entry);
        Assert.Equal(["count", "pack"], program.Processors("Shop"));
    }

    [Fact]
    public void An_app_has_its_own_processors_first_and_then_those_of_modules_by_the_names_of_their_assemblies()
    {
        var paying = Bookshop.Library("A.Paying", Paying, AppRun.AsFile());
        var shipping = Bookshop.Library("B.Shipping", Shipping, AppRun.AsFile());
        var own = """public class Here { [Processor<Shop>("Orders")] public void Archive(RawEvent raw) { } }""";
        var entry = Bookshop.Entry("Worker", own + Bookshop.Main, shipping.AsFile(), AppRun.AsFile(), paying.AsFile());
        var program = new LoadedProgram(AppRun, shipping, paying);
        program.Start(entry);
        Assert.Equal(["count", "pay_back", "pack", "archive"], program.Processors("Shop"));
    }

    [Fact]
    public void Two_entry_assemblies_may_share_libraries()
    {
        var shipping = Bookshop.Library("Shipping", Shipping, AppRun.AsFile());
        var web = Bookshop.Entry("Web", Paying + Bookshop.Main, AppRun.AsFile(), shipping.AsFile());
        var tests = Bookshop.Entry("Tests", "public static class Start { public static void Main() { } }", AppRun.AsFile(), shipping.AsFile(), web.AsFile());
        var program = new LoadedProgram(AppRun, shipping);
        program.Start(web);
        program.Start(tests);
        Assert.Equal(["count", "pack", "pay_back"], program.Processors("Shop"));
    }

    [Fact]
    public void An_assembly_that_is_not_referenced_is_not_found()
    {
        var shipping = Bookshop.Library("Shipping", Shipping, AppRun.AsFile());
        var entry = Bookshop.Entry("Worker", Bookshop.Main, AppRun.AsFile());
        Assert.DoesNotContain(entry.Result.GeneratedSources, source => source.HintName == "Runnel.Modules.g.cs");
        var program = new LoadedProgram(AppRun, shipping);
        program.Start(entry);
        Assert.Equal(["count"], program.Processors("Shop"));
    }

    [Fact]
    public void A_library_composes_only_where_it_says_that_it_is_an_entry()
    {
        var shipping = Bookshop.Library("Shipping", Shipping, AppRun.AsFile());
        var library = Bookshop.Library("Function", "", AppRun.AsFile(), shipping.AsFile());
        Assert.Empty(library.Result.GeneratedSources);
        var function = Bookshop.Library("Function", "[assembly: RunnelEntry]", AppRun.AsFile(), shipping.AsFile());
        var program = new LoadedProgram(AppRun, shipping);
        program.Start(function);
        Assert.Equal(["count", "pack"], program.Processors("Shop"));
    }

    [Fact]
    public void An_app_of_the_entry_assembly_itself_needs_no_composition()
    {
        var entry = Bookshop.Entry("Worker", Bookshop.App + Shipping + Bookshop.Main);
        Assert.DoesNotContain(entry.Result.GeneratedSources, source => source.HintName.Contains("Module", StringComparison.Ordinal));
        var program = new LoadedProgram();
        program.Start(entry);
        Assert.Equal(["count", "pack"], program.Processors("Shop"));
    }

    [Fact]
    public void Apps_of_one_name_in_two_assemblies_have_modules_of_their_own()
    {
        const string App = """
            namespace @first
            {
                [App("a")] public partial class Shop { [Stream("ids", PartitionBy = "Id")] public partial EventStream<Item> Ids { get; } }
                [Record] public partial record Item(int Id);
            }
            """;
        var first = Bookshop.Library("First", App);
        var second = Bookshop.Library("Second", App.Replace("@first", "second", StringComparison.Ordinal));
        var both = Bookshop.Library(
            "Both-1.x",
            """
            public class Work
            {
                [Processor<first.Shop>("Ids")] public void One(first.Item item) { }
                [Processor<second.Shop>("Ids")] public void Two(second.Item item) { }
            }
            """,
            first.AsFile(),
            second.AsFile());
        var entry = Bookshop.Entry("Worker", Bookshop.Main, first.AsFile(), second.AsFile(), both.AsFile());
        var program = new LoadedProgram(first, second, both);
        program.Start(entry);
        Assert.Equal(["one"], program.Processors("first.Shop"));
        Assert.Equal(["two"], program.Processors("second.Shop"));
    }

    [Fact]
    public void A_reference_with_an_alias_is_named_by_it()
    {
        var shipping = Bookshop.Library("Shipping", Shipping, AppRun.AsFile());
        var entry = Bookshop.Entry("Worker", Bookshop.Main, AppRun.AsFile(), shipping.AsFile().WithAliases(["class", "ships"]));
        entry.AssertClean();
        Assert.Contains("class::Runnel.Modules.Shipping_Shop_", entry.Source("Runnel.Modules."), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_assembly_need_not_see_the_app()
    {
        const string Hidden = """
            [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Shipping")]
            [Record] internal partial record Order(int OrderId);
            [App("shop")]
            internal partial class Shop { [Stream("orders", PartitionBy = "OrderId")] internal partial EventStream<Order> Orders { get; } }
            """;
        var app = Bookshop.Library("Shop", Hidden);
        var shipping = Bookshop.Library("Shipping", Shipping, app.AsReferenceAssembly());
        var entry = Bookshop.Entry("Worker", Bookshop.Main, app.AsReferenceAssembly(), shipping.AsReferenceAssembly());
        var program = new LoadedProgram(app, shipping);
        program.Start(entry);
        Assert.Equal(["pack"], program.Processors("Shop"));
    }

    [Fact]
    public async Task Processors_of_every_kind_of_class_are_called()
    {
        const string Classes = """
            public static class Calls { public static List<string> Made { get; } = []; }
            public class Ledger(TimeProvider time) { public TimeProvider Time => time; }
            internal class Inner(Ledger ledger)
            {
                [Processor<Shop>("Orders")] internal ValueTask ByClass(Order order)
                {
                    Calls.Made.Add($"class {ledger.Time is not null}");
                    return default;
                }
            }
            internal static class Fixed
            {
                [Processor<Shop>("Orders", Retries = 2)]
                internal static void ByStatic(IReadOnlyList<Order> orders, Ledger ledger) => Calls.Made.Add($"static {orders.Count} {ledger.Time is not null}");
            }
            public partial struct Outer
            {
                private class Hidden(TimeProvider? time = null)
                {
                    [Processor<Shop>("Orders")] public void ByHidden(RawEvent raw) => Calls.Made.Add($"hidden {time is null}");
                }
                private sealed class Around(Ledger ledger) : IMiddleware
                {
                    public Ledger Ledger => ledger;
                    public ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken) => next(delivery, cancellationToken);
                }
                [Processor<Shop>("Orders", Middleware = [typeof(Around), typeof(DeadLetterMiddleware)])]
                private static Task ByPrivate(Order order)
                {
                    Calls.Made.Add("private");
                    return Task.CompletedTask;
                }
            }
            """;
        var work = Bookshop.Library("Work", Classes, AppRun.AsReferenceAssembly());
        var program = new LoadedProgram(AppRun, work);
        program.Start(Bookshop.Entry("Worker", Bookshop.Main, AppRun.AsFile(), work.AsFile()));
        var table = program.Table("Shop");
        Assert.Equal(["by_class", "by_hidden", "by_private", "by_static", "count"], table.Processors.Select(item => item.Name).Order(StringComparer.Ordinal));
        Assert.Equal([new("Retries", "2")], table.Processors.Single(item => item.Name == "by_static").Settings);
        Assert.Equal("dead.orders", table.Processors.Single(item => item.Name == "by_private").DeadLetterSink);
        Assert.All(table.Processors, item => Assert.Equal("orders", item.Stream));

        var order = Activator.CreateInstance(program.Type("Order"), 1, "Ada")!;
        var orders = Array.CreateInstance(program.Type("Order"), 3);
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton(program.Type("Ledger")).BuildServiceProvider();
        await using (services)
        {
            foreach (var (name, item) in ((string, object)[])[("by_class", order), ("by_hidden", default(RawEvent)), ("by_private", order), ("by_static", orders)])
                await LoadedProgram.CallAsync(table.Processors.Single(processor => processor.Name == name), services, item);
        }

        var calls = (List<string>)program.Type("Calls").GetProperty("Made")!.GetValue(null)!;
        Assert.Equal(["class True", "hidden False", "private", "static 3 True"], calls);
    }

    [Fact]
    public void A_private_processor_of_the_apps_own_assembly_is_in_the_apps_own_table()
    {
        const string Hidden = """
            public static partial class Outer { private static class Inner { [Processor<Shop>("Orders")] public static void Look(Order order) { } } }
            """;
        var app = Bookshop.Library("Shop", Bookshop.App + Hidden);
        Assert.Equal(["count", "look"], new LoadedProgram(app).Processors("Shop"));
    }

    private static MetadataReference As(string form, GeneratorRun run) => form switch
    {
        "file" => run.AsFile(),
        "compilation" => run.AsCompilation(),
        _ => run.AsReferenceAssembly(),
    };

    private static Dictionary<string, GeneratorRun> Sample(LanguageVersion version)
    {
        var contracts = Run("Bookshop.Contracts");
        var shipping = Run("Bookshop.Shipping", contracts.AsReferenceAssembly());
        var worker = Run("Bookshop.Worker", contracts.AsReferenceAssembly(), shipping.AsReferenceAssembly());
        return new() { ["Bookshop.Contracts"] = contracts, ["Bookshop.Shipping"] = shipping, ["Bookshop.Worker"] = worker };

        GeneratorRun Run(string project, params MetadataReference[] references)
        {
            var compilation = GeneratorHarness.Compilation([Bookshop.Sample(project)], version, references: references, name: project);
            return GeneratorHarness.Run(project == "Bookshop.Worker" ? Bookshop.AsProgram(compilation) : compilation, version);
        }
    }
}
