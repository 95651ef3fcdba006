using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests.Incrementality;

/// <summary>
/// The counts that <c>Runnel.Benchmarks</c> takes the time of: in a program of many records one keystroke emits at most one file.
/// </summary>
public sealed class ManyRecordsTests
{
    private const int Records = 200;

    [Fact]
    public void The_first_run_emits_a_file_for_each_record()
        => Assert.Equal(Records, Open().Result.GeneratedSources.Length);

    [Fact]
    public void A_keystroke_in_an_unrelated_file_emits_nothing()
        => Assert.Empty(Open().Replace(Records, Unrelated("12")).Emitted);

    [Fact]
    public void A_keystroke_in_a_record_emits_its_file_and_no_other()
    {
        var emitted = Assert.Single(Open().Replace(100, Record(100, "Amounts")).Emitted);
        Assert.StartsWith("Order100.Record.", emitted, StringComparison.Ordinal);
    }

    private static Workspace Open() => new([.. Enumerable.Range(0, Records).Select(i => Record(i, "Amount")), Unrelated("1")]);

    /// <summary>Each has the one before as a field: all of them hang together.</summary>
    private static string Record(int i, string field)
        => Prelude.Usings + $"[Record] public partial record Order{i}(int OrderId, string Customer, double {field}, Order{Math.Max(0, i - 1)}? Before);";

    private static string Unrelated(string text) => $"public static class Unrelated {{ public static int Answer() => {text}; }}";
}
