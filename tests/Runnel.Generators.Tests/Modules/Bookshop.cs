using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Modules;

/// <summary>Several assemblies, compiled one after the other: the projects of samples/Bookshop, and others around their app.</summary>
internal static class Bookshop
{
    /// <summary>Without a sink that can be seen, with a stream that cannot be reached, and with a processor of its own.</summary>
    public const string App = """
        [Record] public partial record Order(int OrderId, string Customer);
        [Record] public partial record Refund(int RefundId);
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
            [Stream("refunds", PartitionBy = "RefundId")] public partial EventStream<Refund> Refunds { get; }
            [Stream("secrets", PartitionBy = "OrderId")] internal partial EventStream<Order> Secrets { get; }
            [DeadLetters(nameof(Orders))] private partial EventStream<Dead> DeadOrders { get; }
            [Processor(nameof(Orders))] private void Count(RawEvent raw) { }
        }
        """;

    public const string Main = "public static class Program { public static void Main() { } }";

    /// <summary>The files of one project of the sample as one source.</summary>
    public static string Sample(string project)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "Bookshop", project), "*.cs").Order(StringComparer.Ordinal);
        var sources = files.Select(File.ReadAllText).ToList();
        var usings = sources.SelectMany(source => source.Split('\n')).Where(line => line.StartsWith("using ", StringComparison.Ordinal)).Distinct();
        var space = sources.SelectMany(source => source.Split('\n')).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
        var rest = sources.SelectMany(source => source.Split('\n'))
            .Where(line => !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("namespace ", StringComparison.Ordinal));
        return string.Join('\n', ["#pragma warning disable CS1591", .. usings, space, .. rest]);
    }

    public static GeneratorRun Library(string name, string source, params MetadataReference[] references)
        => GeneratorHarness.Run(GeneratorHarness.Compilation([Prelude.Usings + source], references: references, name: name));

    public static GeneratorRun Entry(string name, string source, params MetadataReference[] references)
        => GeneratorHarness.Run(AsProgram(GeneratorHarness.Compilation([Prelude.Usings + source], references: references, name: name)));

    public static CSharpCompilation AsProgram(CSharpCompilation compilation)
        => compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));

    /// <summary>As a file on disk.</summary>
    public static MetadataReference AsFile(this GeneratorRun run)
    {
        run.AssertClean();
        return MetadataReference.CreateFromImage(run.Image());
    }

    /// <summary>As the SDK hands projects to each other: without private members.</summary>
    public static MetadataReference AsReferenceAssembly(this GeneratorRun run)
    {
        run.AssertClean();
        using var stream = new MemoryStream();
        var emitted = run.Compilation.Emit(
            stream, options: new(metadataOnly: true, includePrivateMembers: false), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    /// <summary>As editors hand projects to each other.</summary>
    public static MetadataReference AsCompilation(this GeneratorRun run)
    {
        run.AssertClean();
        return run.Compilation.ToMetadataReference();
    }
}
