namespace Runnel.Generators.Tests.Apps.Rules;

/// <summary>RNL0101: a partition key that the app cannot read.</summary>
public sealed class UnreachableKeyRuleTests
{
    [Theory]
    [InlineData("private int Key => Id;")]
    [InlineData("protected int Key => Id;")]
    [InlineData("public int Key { private get; init; }")]
    public Task A_key_that_the_app_cannot_read_is_named(string key) => Marked.ReportsAsync(
        Program(key, "{|RNL0101:\"Key\"|}"), "'Parcel.Key' cannot be the partition key", "'Shop', which reads it, cannot reach it");

    [Fact]
    public async Task What_the_app_can_read_is_fine()
    {
        Assert.Empty(await Marked.ReportsAsync(Program("internal int Key => Id;", "nameof(Parcel.Key)")));
        Assert.Empty(await Marked.ReportsAsync(Program("", "nameof(Key)", "private static int Key(Parcel parcel) => parcel.Id;")));
    }

    [Fact]
    public async Task A_method_of_the_app_comes_before_a_hidden_property()
        => Assert.Empty(await Marked.ReportsAsync(Program("private int Key => Id;", "nameof(Key)", "private static int Key(Parcel parcel) => parcel.Id;")));

    private static string Program(string member, string key, string more = "") => $$"""
        [Record]
        public partial record Parcel(int Id)
        {
            {{member}}
        }

        [App("shop")]
        public partial class Shop
        {
            [Stream("parcels", PartitionBy = {{key}})] public partial EventStream<Parcel> Parcels { get; }
            {{more}}
        }
        """;
}
