using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Tests;

/// <summary>A file that was copied, or a part that has its attribute twice: the compiler says so, and everything else is emitted as ever.</summary>
public class CopiedFileTests
{
    private const string Rest = """
        namespace Shop;
        [Runnel.Record] public sealed partial record Other(int Id);
        [Runnel.App("shop")]
        public partial class Kiosk
        {
            [Runnel.Stream("others", PartitionBy = nameof(Other.Id))] public partial Runnel.EventStream<Other> Others { get; }
        }
        """;

    [Theory]
    [InlineData("namespace Shop; [Runnel.Record] public sealed partial record Order(int Id);")]
    [InlineData("namespace Shop; [Runnel.Record] public partial record Order { public int Id { get; init; } }")]
    [InlineData("""
        namespace Shop;
        using Runnel;
        [App("shop")]
        public partial class Bookshop
        {
            [Stream("others", PartitionBy = nameof(Other.Id))] public partial EventStream<Other> Others { get; }
        }
        """)]
    public void Is_told_by_the_compiler_alone(string source)
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation([source, source, Rest]));

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Result.Diagnostics);
        Assert.Contains(run.Diagnostics, diagnostic => diagnostic.Id == "CS0579");
        Assert.NotEmpty(run.Source("Shop.Other."));
        Assert.NotEmpty(run.Source("Shop.Kiosk."));
        Assert.DoesNotContain(run.Diagnostics, static diagnostic => Text(diagnostic).Contains("'Other'", StringComparison.Ordinal) || Text(diagnostic).Contains("Kiosk", StringComparison.Ordinal));
    }

    [Fact]
    public void With_streams_outside_an_app_leaves_everything_else_as_it_is()
    {
        const string Stray = "namespace Shop; public partial class Shelf { [Runnel.Stream(\"others\")] public partial Runnel.EventStream<Other> Others { get; } }";

        var run = GeneratorHarness.Run(GeneratorHarness.Compilation([Stray, Stray, Rest]));

        Assert.Null(run.Result.Exception);
        Assert.NotEmpty(run.Source("Shop.Kiosk."));
        Assert.NotEmpty(run.Source("Shop.Shelf."));
    }

    private static string Text(Diagnostic diagnostic) => diagnostic.ToString();
}
