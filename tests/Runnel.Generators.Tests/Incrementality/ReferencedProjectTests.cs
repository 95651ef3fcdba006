using Microsoft.CodeAnalysis;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Incrementality;

/// <summary>An edit in a project that another one references, as an editor sees it: the other's compilation gets another reference.</summary>
public sealed class ReferencedProjectTests
{
    private const string Library = """
        public enum Level { Low, High }
        public static class Defaults { public const int Size = 1; public static int Double(int size) => size * 2; }
        """;

    private const string Order = "[Record] public partial record Order(int OrderId, Level Level);";
    private const string Parcel = "[Record] public partial record Parcel(int ParcelId, int Size = Defaults.Size);";
    private const string Shop = """
        [App("shop")]
        public partial class Shop
        {
            [Stream("orders", PartitionBy = "OrderId")] public partial EventStream<Order> Orders { get; }
        }
        """;

    [Theory]
    [InlineData("", "// a comment")]
    [InlineData("size * 2", "size + size")]
    [InlineData("", "public class Added;")]
    public void What_does_not_concern_this_project_emits_nothing_in_it(string from, string to)
    {
        var rerun = EditLibrary(from.Length == 0 ? Library + to : Library.Replace(from, to, StringComparison.Ordinal));
        Assert.Empty(rerun.Emitted);
        Assert.All(
            [TrackingNames.RecordsParsed, TrackingNames.RecordsValid, TrackingNames.AppsParsed, TrackingNames.AppTables],
            step => Assert.False(rerun.Changed(step), step));
    }

    [Theory]
    [InlineData("Low, High", "Low, Middle, High", "Order.Record")]
    [InlineData("Size = 1", "Size = 2", "Parcel.Record")]
    public void What_concerns_a_record_emits_that_record(string from, string to, string emitted)
    {
        Assert.Contains(from, Library, StringComparison.Ordinal);
        var rerun = EditLibrary(Library.Replace(from, to, StringComparison.Ordinal));
        Assert.Equal([emitted], rerun.Emitted.Select(name => string.Join('.', name.Split('.').Take(2))));
    }

    private static Rerun EditLibrary(string edited)
    {
        var before = Reference(Library);
        var workspace = new Workspace([.. new[] { Order, Parcel, Shop }.Select(text => Prelude.Usings + text)], [before]);
        return workspace.Reference(before, Reference(edited));
    }

    private static CompilationReference Reference(string source)
        => GeneratorHarness.Compilation([source], name: "Library").ToMetadataReference();
}
