using static Runnel.Generators.Tests.Usage.UsageRule;

namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0109: records that nothing mentions.</summary>
public sealed class UnusedRecordRuleTests
{
    [Theory]
    [InlineData("[Record] internal partial record {|RNL0109:Parcel|}(int Id);", "'Parcel'")]
    [InlineData("[Record] internal partial record {|RNL0109:Parcel|}(int Id, Parcel? Next);", "'Parcel'")]
    [InlineData("public partial class Outer { [Record] private partial record {|RNL0109:Parcel|}(int Id); }", "'Outer.Parcel'")]
    [InlineData("internal partial class Outer { [Record] public partial record {|RNL0109:Parcel|}(int Id); }", "'Outer.Parcel'")]
    public Task A_record_that_only_the_assembly_sees_and_nothing_mentions_is_named(string source, string name)
        => ReportsAsync(source, name + " is marked [Record], and nothing mentions it");

    [Theory]
    [InlineData("[Record] public partial record Parcel(int Id);")]
    [InlineData("[Record] internal partial record Parcel(int Id); [Record] public partial record Load { internal List<Parcel> Parcels { get; init; } = []; }")]
    [InlineData("[Record] internal partial record Parcel(int Id); internal static class Uses { public static object Make() => new Parcel(1); }")]
    [InlineData("[Record] internal partial record Page<T>(int Id); internal static class Uses { public static object Make() => new Page<int>(1); }")]
    [InlineData("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Tests\")] [Record] internal partial record Parcel(int Id);")]
    public Task A_record_that_is_mentioned_or_seen_elsewhere_is_fine(string source) => SilentAsync(source);
}
