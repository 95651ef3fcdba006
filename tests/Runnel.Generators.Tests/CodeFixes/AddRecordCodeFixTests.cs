using Runnel.CodeFixes;

namespace Runnel.Generators.Tests.CodeFixes;

/// <summary>Derived records get their attribute.</summary>
public sealed class AddRecordCodeFixTests
{
    [Theory]
    [InlineData("public record Paid(int By) : Order(1, \"\", 2);", "[Record]\npublic partial record Paid(int By) : Order(1, \"\", 2);")]
    [InlineData("/// <summary>Paid.</summary>\npublic sealed record Paid() : Order(1, \"\", 2);", "/// <summary>Paid.</summary>\n[Record]\npublic sealed partial record Paid() : Order(1, \"\", 2);")]
    [InlineData("[Obsolete]\npublic partial record Paid() : Order(1, \"\", 2);", "[Record]\n[Obsolete]\npublic partial record Paid() : Order(1, \"\", 2);")]
    public Task It_is_put_before_the_declaration(string source, string mended) => FixHarness.MendsAsync(new AddRecordCodeFix(), source, mended);

    [Fact]
    public Task It_is_primitive_when_the_base_is_and_indented_as_the_record() => FixHarness.MendsAsync(
        new AddRecordCodeFix(),
        """
        public partial class Outer
        {
            [Record(Primitive = true)]
            public partial record Tick(int Id);

            public record Tock(int Id) : Tick(Id);

            public record Tuck(int Id) : Tick(Id);
        }
        """,
        """
        public partial class Outer
        {
            [Record(Primitive = true)]
            public partial record Tick(int Id);

            [Record(Primitive = true)]
            public partial record Tock(int Id) : Tick(Id);

            [Record(Primitive = true)]
            public partial record Tuck(int Id) : Tick(Id);
        }
        """);
}
