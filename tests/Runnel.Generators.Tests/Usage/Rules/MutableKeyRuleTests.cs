namespace Runnel.Generators.Tests.Usage.Rules;

/// <summary>RNL0100: a partition key with a setter.</summary>
public sealed class MutableKeyRuleTests
{
    [Theory]
    [InlineData("public int Id { get; set; }")]
    [InlineData("public int Id { get; internal set; }")]
    public Task A_key_that_can_be_set_is_named(string key) => UsageRule.ReportsAsync(
        Program("record", key, "{|RNL0100:nameof(Parcel.Id)|}"), "'Parcel.Id' is the partition key of 'Shop.Parcels' and has a setter");

    [Fact]
    public Task A_setter_of_a_base_counts() => UsageRule.ReportsAsync(
        """
        public abstract record Numbered { public int Id { get; set; } }

        [Record]
        public partial record Parcel : Numbered;

        [App("shop")]
        public partial class Shop
        {
            [Stream("parcels", PartitionBy = {|RNL0100:nameof(Parcel.Id)|})] public partial EventStream<Parcel> Parcels { get; }
        }
        """,
        "'Numbered.Id'");

    [Theory]
    [InlineData("record", "public int Id { get; init; }")]
    [InlineData("record", "public int Number { get; set; } public int Id => Number % 10;")]
    [InlineData("record struct", "public int Id { get; set; }")]
    public Task A_key_that_stays_or_is_copied_is_fine(string kind, string members)
        => UsageRule.SilentAsync(Program(kind, members, "nameof(Parcel.Id)"));

    [Fact]
    public Task A_method_is_no_property() => UsageRule.SilentAsync(
        Program("record", "public int Id { get; set; }", "nameof(Key)", "private static int Key(Parcel parcel) => parcel.Id;"));

    private static string Program(string kind, string members, string key, string more = "") => $$"""
        [Record]
        public partial {{kind}} Parcel
        {
            {{members}}
        }

        [App("shop")]
        public partial class Shop
        {
            [Stream("parcels", PartitionBy = {{key}})] public partial EventStream<Parcel> Parcels { get; }
            {{more}}
        }
        """;
}
