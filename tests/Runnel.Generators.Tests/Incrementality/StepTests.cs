using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Incrementality;

/// <summary>Both ways, for every step that has a name: what does not concern it changes nothing of it, and what does is noticed.</summary>
public sealed class StepTests
{
    /// <summary>For each step an edit that concerns it, and the files that have to be emitted again: those, and no others.</summary>
    private static readonly IReadOnlyDictionary<string, Edit> Edits = new Dictionary<string, Edit>
    {
        [nameof(TrackingNames.RecordsParsed)] = new("Order", "int OrderId", "long OrderId", ["Order.Record"]),
        [nameof(TrackingNames.RecordsValid)] = new("Item", "string ItemName", "string? ItemName", ["Item.Record"]),
        [nameof(TrackingNames.RecordsRefused)] = new("Broken", "[Record]", "[Record(Primitive = true)]", ["Broken.Record"]),
        [nameof(TrackingNames.RecordProblems)] = new("Closed", "record Closed", "record Locked", []),
        [nameof(TrackingNames.AppsParsed)] = new("Shop", "\"shop\"", "\"store\"", ["Shop.App"]),
        [nameof(TrackingNames.AppsValid)] = new("Shop", "[Timer(1)]", "[Timer(2)]", ["Shop.App"]),
        [nameof(TrackingNames.AppTables)] = new("Other", "\"other\"", "\"another\"", ["Other.App"]),
        [nameof(TrackingNames.AppProblems)] = new("Stuck", "class Stuck", "class Caught", []),
        [nameof(TrackingNames.ExternalProcessorsParsed)] = new("Printing", "void Write", "void Print", ["Shop.App"]),
        [nameof(TrackingNames.ExternalProcessors)] = new("Printing", "\"Orders\")", "\"Orders\", Retries = 1)", ["Shop.App"]),
        [nameof(TrackingNames.HostedProcessors)] = new("Packing", "void Wrap", "void Pack", ["Packing.__PackProcessor_9861d02f", "Shop.App"]),
        [nameof(TrackingNames.Modules)] = new("Storing", "void Store", "void Keep", ["Depot.Module"]),
        [nameof(TrackingNames.ReferencedModules)] = new("Entry", "[assembly: RunnelEntry]", "", []),
        [nameof(TrackingNames.Composition)] = new("Storing", "[Processor<Depot>(\"Boxes\")]", "", ["Runnel.Modules"]),
        [nameof(TrackingNames.StrayStreamsParsed)] = new("Stray", "EventStream<Order>", "EventStream<Item>", ["Stray.Lost"]),
        [nameof(TrackingNames.StrayStreams)] = new("Stray", "EventStream<Order>", "EventStream<Item>", ["Stray.Lost"]),
    };

    public static TheoryData<string> Names => [.. Steps.All];

    /// <summary>A file, a text in it, and what it is replaced by.</summary>
    public static TheoryData<string, string, string> UnrelatedEdits => new()
    {
        { "Unrelated", "int OrderId;", "long OrderId;" },
        { "Unrelated", "{ }", "{ order++; }" },
        { "Unrelated", "public class", "// a comment\npublic class" },
        { "Unrelated", "class Unrelated", "record Unrelated" },
        { "Unrelated", "class Unrelated", "class Related" },
        { "Order", "[Record]", "// a comment\n\n[Record]" },
        { "Order", "int OrderId", "int  OrderId" },
        { "Order", " = []", " = new()" },
        { "Item", ");", ") { public int Length() => ItemName.Length; }" },
        { "Color", "public enum", "/// <summary>A color.</summary>\npublic enum" },
        { "Broken", "[Record]", "/* moved */ [Record]" },
        { "Shop", "{ Console", "{ /* soon */ Console" },
        { "Shop", "(\"tick\")", "(\"tock\")" },
        { "Shop", "[App", "// a comment\n[App" },
        { "Other", "class Other;", "class Other { private int _count; }" },
        { "Printing", "{ }", "{ order.ToString(); }" },
        { "Packing", "{ }", "{ order.ToString(); }" },
        { "Storing", "{ }", "{ box.ToString(); }" },
        { "Entry", "[assembly", "// a comment\n[assembly" },
        { "Stray", "public partial class", "\n\npublic partial class" },
    };

    [Fact]
    public void Every_step_has_an_edit_that_concerns_it()
        => Assert.Equal(Steps.All, Edits.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_edit_that_concerns_a_step_changes_it_and_emits_what_it_must_and_no_more(string step)
    {
        var edit = Edits[step];
        var rerun = new Workspace().Edit(edit.File, edit.From, edit.To);
        Assert.True(rerun.Changed(step));
        Assert.Equal(edit.Emits, rerun.Emitted.Select(name => string.Join('.', name.Split('.').Take(2))));
    }

    [Theory]
    [MemberData(nameof(UnrelatedEdits))]
    public void An_unrelated_edit_changes_no_step_and_emits_nothing(string file, string from, string to)
        => AssertNothingDone(new Workspace().Edit(file, from, to));

    [Fact]
    public void A_file_that_is_added_changes_no_step_and_emits_nothing()
        => AssertNothingDone(new Workspace().Add("public class Added { public int OrderId; }"));

    [Fact]
    public void A_record_that_is_added_is_all_that_is_emitted()
    {
        var rerun = new Workspace().Add(Prelude.Usings + "[Record] public partial record Added(int AddedId);");
        Assert.Equal(["Added.Record"], rerun.Emitted.Select(name => string.Join('.', name.Split('.').Take(2))));
    }

    [Fact]
    public void An_edit_that_is_taken_back_emits_what_was_there_before()
    {
        var workspace = new Workspace();
        var before = Texts(workspace);
        workspace.Edit("Order", "int OrderId", "long OrderId");
        Assert.NotEqual(before, Texts(workspace));
        workspace.Edit("Order", "int OrderId", "int OrderId");
        Assert.Equal(before, Texts(workspace));

        static List<string> Texts(Workspace workspace) => [.. workspace.Result.GeneratedSources.Select(source => source.SourceText.ToString())];
    }

    private static void AssertNothingDone(Rerun rerun)
    {
        Assert.All(Steps.All, step => Assert.False(rerun.Changed(step), step));
        Assert.Empty(rerun.Emitted);
    }

    private sealed record Edit(string File, string From, string To, string[] Emits);
}
