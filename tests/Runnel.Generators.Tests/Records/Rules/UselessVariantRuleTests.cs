namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0021 and RNL0022: attributes without effect, and names that are none.</summary>
public class UselessVariantRuleTests
{
    [Fact]
    public Task A_variant_of_what_is_no_record_is_refused()
        => RecordRule.ReportsAsync("[{|RNL0021:Variant(\"a\", typeof(A))|}] public class Base; public class A : Base;", "[Variant] on 'Base' has no effect", "it is no [Record]");

    [Fact]
    public Task A_primitive_record_has_none()
        => RecordRule.ReportsAsync("""
            [Record(Primitive = true), {|RNL0021:Variant("a", typeof(A))|}] public partial record Base(int Id);
            [Record(Primitive = true)] public partial record A(int Id) : Base(Id);
            """, "a primitive record has fields of its own only");

    [Fact]
    public Task A_discriminator_without_variants_is_refused()
        => RecordRule.RefusesAsync("[Record(Discriminator = {|RNL0021:\"kind\"|})] public partial record Order(int Id);", "Discriminator on 'Order' has no effect");

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null!")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\ude00\\ud800\"")]
    public Task A_variant_needs_a_name(string name)
        => RecordRule.ReportsAsync($$"""
            [Record, Variant({|RNL0022:{{name}}|}, typeof(A))] public abstract partial record Base;
            [Record] public partial record A : Base;
            """, "A variant of 'Base' needs a name");

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"\\ud800\"")]
    public Task So_does_a_discriminator(string name)
        => RecordRule.ReportsAsync($$"""
            [Record(Discriminator = {|RNL0022:{{name}}|}), Variant("a", typeof(A))] public abstract partial record Base;
            [Record] public partial record A : Base;
            """, "The discriminator of 'Base' needs a name");
}
