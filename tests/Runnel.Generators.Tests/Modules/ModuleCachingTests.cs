using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Modules;

/// <summary>A keystroke emits no module and no composition again; an edit of a processor, and a new module among the references, do.</summary>
public sealed class ModuleCachingTests
{
    private const string Packing = """public class Packing { [Processor<Shop>("Orders")] public void Pack(Order order) { } }""";

    private const string Private = """public partial class Hidden { [Processor<Shop>("Orders")] private void Hide(Order order) { } }""";

    private static readonly string[] Steps =
        [TrackingNames.ExternalProcessors, TrackingNames.HostedProcessors, TrackingNames.Modules, TrackingNames.ReferencedModules, TrackingNames.Composition];

    private static readonly GeneratorRun AppRun = Bookshop.Library("Shop", Bookshop.App);

    private static readonly MetadataReference App = AppRun.AsFile();

    private static readonly MetadataReference Shipping = Bookshop.Library("Shipping", Packing.Replace("Pack(", "Ship(", StringComparison.Ordinal), App).AsFile();

    [Theory]
    [InlineData("public class Unrelated;")]
    [InlineData("// a comment")]
    [InlineData("public class Unrelated { public void Pack(int order) { } }")]
    public void A_keystroke_emits_nothing_again(string edit)
    {
        var before = Program(App, Shipping);
        var result = Rerun(before, Edit(before, Packing, Packing + edit));
        foreach (var step in Steps) Assert.All(Reasons(result, step), reason => Assert.False(IsNew(reason), $"{step}: {reason}"));
        var outputs = Outputs(result);
        Assert.Equal(3, outputs.Count);
        Assert.All(outputs, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_of_a_processor_emits_its_module_and_nothing_else()
    {
        var before = Program(App, Shipping);
        var result = Rerun(before, Edit(before, Packing, Packing.Replace("Pack(", "Wrap(", StringComparison.Ordinal)));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Outputs(result).OrderByDescending(IsNew));
        Assert.DoesNotContain(Reasons(result, TrackingNames.Composition), IsNew);
    }

    [Fact]
    public void A_new_module_among_the_references_emits_the_composition_and_nothing_else()
    {
        var result = Rerun(Program(App), Program(App, Shipping));
        Assert.Contains(Reasons(result, TrackingNames.ReferencedModules), IsNew);
        Assert.Contains(Reasons(result, TrackingNames.Composition), IsNew);
        Assert.DoesNotContain(Reasons(result, TrackingNames.Modules), IsNew);
    }

    [Fact]
    public void A_referenced_assembly_that_was_built_again_emits_nothing()
    {
        var again = Bookshop.Library("Shipping", """public class Sending { [Processor<Shop>("Orders")] public void Send(RawEvent raw) { } }""", App).AsFile();
        var result = Rerun(Program(App, Shipping), Program(App, again));
        Assert.DoesNotContain(Reasons(result, TrackingNames.Composition), IsNew);
    }

    [Fact]
    public void Models_hold_no_symbols_syntax_or_compilations()
    {
        var result = Driver().RunGenerators(Program(App, Shipping), TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var step in Steps)
        {
            Assert.NotEmpty(result.TrackedSteps[step]);
            foreach (var output in result.TrackedSteps[step].SelectMany(run => run.Outputs)) ModelWalk.AssertPure(output.Value, visited);
        }

        Assert.True(visited.Count > 20);
    }

    [Fact]
    public void The_order_of_files_and_references_does_not_matter()
    {
        Assert.Equal(Emitted([Packing, Private], App, Shipping), Emitted([Private, Packing], Shipping, App));

        static IEnumerable<string> Emitted(string[] sources, params MetadataReference[] references)
            => GeneratorHarness.Run(Program(sources, references)).Result.GeneratedSources
                .Select(source => source.SourceText.ToString()).Order(StringComparer.Ordinal);
    }

    private static CSharpCompilation Program(params MetadataReference[] references) => Program([Packing, Private], references);

    private static CSharpCompilation Program(string[] sources, MetadataReference[] references)
        => Bookshop.AsProgram(GeneratorHarness.Compilation(sources.Append(Bookshop.Main).Select(source => Prelude.Usings + source), references: references));

    private static CSharpCompilation Edit(CSharpCompilation before, string from, string to)
    {
        var tree = before.SyntaxTrees.Single(item => item.ToString() == Prelude.Usings + from);
        return before.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
            Prelude.Usings + to, (CSharpParseOptions)tree.Options, tree.FilePath, cancellationToken: TestContext.Current.CancellationToken));
    }

    private static GeneratorRunResult Rerun(CSharpCompilation before, CSharpCompilation after)
    {
        var token = TestContext.Current.CancellationToken;
        var result = Driver().RunGenerators(before, token).RunGenerators(after, token).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    private static GeneratorDriver Driver() => GeneratorHarness.Driver();

    private static bool IsNew(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified;

    private static List<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step)
        => [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    /// <summary>Of the steps that write a module, a composition or an entry in a class of the user's.</summary>
    private static List<IncrementalStepRunReason> Outputs(GeneratorRunResult result)
        => [.. result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
