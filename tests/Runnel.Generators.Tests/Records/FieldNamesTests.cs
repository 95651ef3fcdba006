using System.Text.Json;
using CsCheck;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Tests.Records;

/// <summary>Stored names are computed at compile time, where the base class library's naming policies are not: they must agree with these.</summary>
public class FieldNamesTests
{
    private static readonly Gen<string> Names =
        Gen.String[Gen.Frequency(
            (5, Gen.Char['A', 'Z']), (5, Gen.Char['a', 'z']), (1, Gen.Char['0', '9']), (1, Gen.Char["_ ÄäßΩω日ǅⅣªʰ٣-"]), (1, Gen.Char)), 0, 12];

    [Fact]
    public void Snake_case_is_that_of_System_Text_Json() => Agrees(JsonNamingPolicy.SnakeCaseLower, NamingRule.SnakeCase);

    [Fact]
    public void Kebab_case_is_that_of_System_Text_Json() => Agrees(JsonNamingPolicy.KebabCaseLower, NamingRule.KebabCase);

    [Fact]
    public void Camel_case_is_that_of_System_Text_Json() => Agrees(JsonNamingPolicy.CamelCase, NamingRule.CamelCase);

    [Fact]
    public void As_written_is_as_written() => Assert.Equal("Order_ID", FieldNames.Of("Order_ID", NamingRule.AsWritten));

    [Theory]
    [InlineData("OrderId", "order_id", "orderId", "order-id")]
    [InlineData("HTTPServer2Id", "http_server2_id", "httpServer2Id", "http-server2-id")]
    public void The_guides_examples_hold(string name, string snake, string camel, string kebab)
        => Assert.Equal((snake, camel, kebab),
            (FieldNames.Of(name, NamingRule.SnakeCase), FieldNames.Of(name, NamingRule.CamelCase), FieldNames.Of(name, NamingRule.KebabCase)));

    [Fact]
    public void The_choices_are_those_of_the_attribute()
        => Assert.Equal(Enum.GetNames<Runnel.FieldNaming>(), Enum.GetNames<NamingRule>());

    private static void Agrees(JsonNamingPolicy policy, NamingRule naming)
        => Names.Sample(name => Assert.Equal(policy.ConvertName(name), FieldNames.Of(name, naming)), iter: 50_000);
}
