using System.Text.Json.Serialization;

namespace Runnel.Generators.Tests.Records;

/// <summary>Enums by name and by number: what is written follows the settings, what is read does not.</summary>
public class EnumFormTests
{
    [Fact]
    public void A_record_says_by_number_and_a_field_by_name()
        => Assert.Equal(
            """{"color":-1,"access":129,"colors":[5,77],"by_color":{"-1":3},"named":"Green"}""",
            Json.Write(new Numbered(Color.Blue, Access.Read | Access.Delete, [Color.Green, (Color)77], new() { [Color.Blue] = Access.ReadWrite }, Color.Green)));

    [Fact]
    public void A_field_says_by_number_with_or_without_a_name()
        => Assert.Equal("""{"color":"Green","codes":[5,-1],"access_code":2}""", Json.Write(new PartlyNumbered(Color.Green, [Color.Green, Color.Blue], Access.Write)));

    [Theory]
    [InlineData("""{"color":"Blue","access":"Read, Delete","colors":["Green",77],"by_color":{"Blue":"ReadWrite"},"named":5}""")]
    [InlineData("""{"color":-1,"access":129,"colors":[5,77],"by_color":{"-1":3},"named":"Green"}""")]
    [InlineData("""{"color":-1,"access":"Delete,Read","colors":["Green",77],"by_color":{"Blue":"Read, Write"},"named":"Green"}""")]
    public void Both_forms_are_read(string json)
        => Assert.Equal("""{"color":-1,"access":129,"colors":[5,77],"by_color":{"-1":3},"named":"Green"}""", Json.Write(Json.Read<Numbered>(json)));

    [Fact]
    public void The_assemblys_default_holds_where_neither_record_nor_field_says()
    {
        var run = GeneratorHarness.Run("""
            using Runnel;
            [assembly: RecordDefaults(Enums = EnumForm.Number)]
            public enum Color { Red }
            [Record] public partial record A(Color Color);
            [Record(Enums = EnumForm.Name)] public partial record B(Color Color, [Field(Enums = EnumForm.Number)] Color Other);
            """);
        run.AssertClean();
        Assert.Contains("ColorNames.WriteNumber(ref writer, value.Color)", run.Source("A."), StringComparison.Ordinal);
        Assert.Contains("ColorNames.Write(ref writer, value.Color)", run.Source("B."), StringComparison.Ordinal);
        Assert.Contains("ColorNames.WriteNumber(ref writer, value.Other)", run.Source("B."), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Pink\"", "the string \"Pink\"")]
    [InlineData("\"\"", "the string \"\"")]
    [InlineData("\"5\"", "the string \"5\"")]
    [InlineData("1.0", "the number 1.0")]
    [InlineData("2147483648", "the number 2147483648")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    public void What_is_neither_is_an_error_that_names_the_allowed(string value, string found)
    {
        var error = Json.Fails<PartlyNumbered>($$"""{"color":{{value}}}""");
        Assert.Equal("PartlyNumbered, field 'color': expected a name of Color (Red, Green, Blue), found " + found + " (byte 9).", error.Message);
    }

    [Fact]
    public void Flags_that_no_names_make_up_are_a_number() => Assert.Equal("""{"access":"Read, Delete","other":64}""", Json.Write(new Flags(Access.Read | Access.Delete, (Access)64)));

    [Fact]
    public void A_member_may_have_a_name_that_is_no_identifier()
    {
        const string Text = """{"priority":"very-high","all":["none","Low"],"by_priority":{"very-high":1}}""";
        var read = Json.Read<Prioritized>(Text);
        Assert.Equal(Priority.VeryHigh, read.Priority);
        Assert.Equal(Text, Json.Write(read));
        Assert.Equal(Text, System.Text.Json.JsonSerializer.Serialize(read, Json.Reference));
        Assert.Contains("a name of Priority (none, Low, very-high)", Json.Fails<Prioritized>("""{"priority":"VeryHigh"}""").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_underlying_type_holds_its_extremes()
    {
        const string Text = """{"a":[-128,127],"b":[255],"c":[-9223372036854775808],"d":[18446744073709551615,"Most"],"e":{"18446744073709551614":1}}""";
        Assert.Equal(Text.Replace("18446744073709551615", "\"Most\"", StringComparison.Ordinal), Json.Write(Json.Read<Extremes>(Text)));
        Assert.Equal("a[0]", Json.Fails<Extremes>("""{"a":[-129]}""").Path);
        Assert.Equal("b[0]", Json.Fails<Extremes>("""{"b":[-1]}""").Path);
        Assert.Equal("d[0]", Json.Fails<Extremes>("""{"d":[18446744073709551616]}""").Path);
    }
}

internal enum Tiny : sbyte
{
    Zero,
}

internal enum Small : byte
{
    Zero,
}

internal enum Long : long
{
    Zero,
}

internal enum Large : ulong
{
    Most = ulong.MaxValue,
}

internal enum Priority
{
    [JsonStringEnumMemberName("none")]
    None,

    Low,

    [JsonStringEnumMemberName("very-high")]
    VeryHigh,
}

[Record]
internal sealed partial record Prioritized(Priority Priority, Priority[] All, Dictionary<Priority, int> ByPriority);

[Record]
internal sealed partial record Flags(Access Access, Access Other);

[Record]
internal sealed partial record Extremes(Tiny[] A, Small[] B, Long[] C, Large[] D, Dictionary<Large, int> E);
