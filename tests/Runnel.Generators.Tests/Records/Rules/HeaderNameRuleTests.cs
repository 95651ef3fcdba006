namespace Runnel.Generators.Tests.Records.Rules;

/// <summary>RNL0025: names that begin with '@' are those of headers.</summary>
public class HeaderNameRuleTests
{
    [Theory]
    [InlineData("@returns")]
    [InlineData("@")]
    [InlineData("@@mine")]
    public Task A_primitive_record_keeps_clear_of_headers(string name)
        => RecordRule.RefusesAsync(
            $"[Record(Primitive = true)] public partial record Order(int Id, [Field(\"{name}\")] int {{|RNL0025:Returns|}});", $"'Returns' is stored as '{name}'", "[Field(\"…\")]");

    [Fact]
    public Task So_do_its_properties()
        => RecordRule.RefusesAsync("[Record(Primitive = true)] public partial record Order(int Id) { [Field(\"@id\")] public int? {|RNL0025:Other|} { get; init; } }", "'@id'");

    [Theory]
    [InlineData("[Record(Primitive = true)] public partial record Order(int Id, [Field(\"mail@home\")] string Mail);")]
    [InlineData("[Record(Primitive = true)] public partial record Order(int Id, string @returns);")]
    [InlineData("[Record] public partial record Order(int Id, [Field(\"@type\")] string Type);")]
    public async Task Other_names_are_free(string record) => Assert.Empty(await RecordRule.ReportsAsync(record));
}
