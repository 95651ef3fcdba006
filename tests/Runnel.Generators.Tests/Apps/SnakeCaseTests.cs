using System.Text.Json;
using CsCheck;
using Runnel.Generators.Parsing;

namespace Runnel.Generators.Tests.Apps;

public sealed class SnakeCaseTests
{
    [Theory]
    [InlineData("OrderId", "order_id")]
    [InlineData("HTTPServer2Id", "http_server2_id")]
    [InlineData("print", "print")]
    [InlineData("_Private", "_private")]
    [InlineData("A", "a")]
    public void Names_become_snake_case(string name, string expected) => Assert.Equal(expected, SnakeCase.Convert(name));

    [Fact]
    public void Every_name_becomes_what_System_Text_Json_makes_of_it()
    {
        var characters = Gen.Frequency(
            (5, Gen.Char['A', 'Z']), (5, Gen.Char['a', 'z']), (1, Gen.Char['0', '9']), (1, Gen.Char), (1, Gen.Const('_')), (1, Gen.Const(' ')));
        Gen.String[characters, 0, 12].Sample(name => SnakeCase.Convert(name) == JsonNamingPolicy.SnakeCaseLower.ConvertName(name), iter: 20_000);
    }
}
