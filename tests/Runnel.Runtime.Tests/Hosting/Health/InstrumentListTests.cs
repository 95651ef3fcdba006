using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Runnel.Architecture;
using Xunit;

namespace Runnel.Hosting;

/// <summary>The list of instruments in docs/operations.md, held against the instruments.</summary>
public sealed partial class InstrumentListTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "operations.md"));

    private static IReadOnlyList<(string Instrument, MetricKind Kind, string Unit, string Name)> Rows { get; } =
    [
        .. Row().Matches(Page).Select(static row => (
            row.Groups["instrument"].Value, Enum.Parse<MetricKind>(row.Groups["type"].Value, ignoreCase: true), row.Groups["unit"].Value, row.Groups["name"].Value)),
    ];

    [Fact]
    public void The_names_at_metrics_are_what_becomes_of_the_instruments()
    {
        Assert.True(Rows.Count > 10);
        Assert.All(Rows, static row => Assert.Equal(PrometheusName.Of(row.Instrument, row.Unit, row.Kind), row.Name));
    }

    [Fact]
    public void Every_instrument_is_in_the_list_under_the_name_that_it_has_at_metrics()
    {
        var instruments = Instruments().ToList();

        Assert.Contains(instruments, static instrument => instrument.Name == "runnel.partition.lag");
        Assert.Contains(instruments, static instrument => instrument.Name == "runnel.tasks.duration");
        Assert.All(instruments, static instrument =>
        {
            var row = Rows.SingleOrDefault(row => row.Instrument == instrument.Name);
            Assert.True(row.Name is not null, $"{instrument.Name} is not in docs/operations.md.");
            Assert.Equal(row.Name, PrometheusName.Of(instrument.Name, instrument.Unit, MetricKinds.Of(instrument)));
        });
    }

    /// <summary>Those that the library keeps in static fields: all there are.</summary>
    private static IEnumerable<Instrument> Instruments()
    {
        foreach (var type in typeof(RunnelApplication).Assembly.GetTypes().Where(static type => !type.ContainsGenericParameters))
        {
            foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Where(static field => field.FieldType.IsAssignableTo(typeof(Instrument))))
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
                yield return (Instrument)field.GetValue(null)!;
            }
        }
    }

    [GeneratedRegex(@"^\| `(?<instrument>[a-z_.]+)` \| (?<type>counter|gauge|histogram) \| `(?<unit>[^`]+)` \| `(?<name>[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
