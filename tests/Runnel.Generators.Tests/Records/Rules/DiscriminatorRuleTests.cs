namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0020: the discriminator and a field have one name.</summary>
public class DiscriminatorRuleTests
{
    [Fact]
    public Task A_variants_field_is_found()
        => RecordRule.ReportsAsync("""
            [Record(Discriminator = {|RNL0020:"kind"|}), Variant("card", typeof(Card))] public abstract partial record Payment(int Id);
            [Record] public partial record Card(int Id, string Kind) : Payment(Id);
            """, "'kind', which tells the variants of 'Payment' apart, is also how 'Kind' of 'Card' is stored");

    [Fact]
    public Task A_name_given_to_a_field_counts()
        => RecordRule.ReportsAsync("""
            [Record, Variant("card", typeof(Card))] public abstract partial record {|RNL0020:Payment|}(int Id);
            [Record] public partial record Card(int Id, [Field("$type")] string Kind) : Payment(Id);
            """, "'$type'");

    [Fact]
    public Task So_does_the_bases_own_field_which_is_reported_once()
        => RecordRule.ReportsAsync("""
            [Record(Discriminator = {|RNL0020:"id"|}), Variant("card", typeof(Card))] public partial record Payment(int Id);
            [Record] public partial record Card(int Id) : Payment(Id);
            """, "'Id' of 'Card'");

    [Fact]
    public async Task Each_variants_own_naming_counts()
        => Assert.Empty(await RecordRule.ReportsAsync("""
            [Record(Discriminator = "kind"), Variant("card", typeof(Card))] public abstract partial record Payment(int Id);
            [Record(Naming = FieldNaming.AsWritten)] public partial record Card(int Id, string Kind) : Payment(Id);
            """));
}
