namespace Runnel.Generators.Tests.Records;

/// <summary>What a <see cref="RecordFormatException"/> says: record, path, expected, found, byte position.</summary>
public class FormatErrorTests
{
    private const string Good = "\"name\":\"a\",\"children\":[]";

    [Theory]
    [InlineData("""{"name":1,"children":[]}""", "name", "a string", "the number 1", 8)]
    [InlineData("""{"name":null,"children":[]}""", "name", "a string", "null", 8)]
    [InlineData("""{"name":"a","children":{}}""", "children", "an array", "an object", 23)]
    [InlineData("""{"name":"a","children":null}""", "children", "an array", "null", 23)]
    [InlineData("""{"name":"a","children":[null]}""", "children[0]", "an object", "null", 24)]
    [InlineData("""{"name":"a","children":[{"name":"b","children":[]},{"name":"c","children":[{"name":true,"children":[]}]}]}""",
        "children[1].children[0].name", "a string", "true", 83)]
    [InlineData("""{"name":"a"}""", "children", "a value", "nothing: the field is missing and has no default", 11)]
    [InlineData("""{"name":"a","children":[{"name":"b","children":[]},{"name":"c"}]}""", "children[1].children", "a value",
        "nothing: the field is missing and has no default", 62)]
    [InlineData("[]", "", "an object", "an array", 0)]
    [InlineData("7", "", "an object", "the number 7", 0)]
    [InlineData("null", "", "an object", "null", 0)]
    public void The_error_says_where_and_what(string json, string path, string expected, string found, long position)
    {
        var error = Json.Fails<Tree>(json);
        Assert.Equal(("Tree", path, expected, found, position), (error.Record, error.Path, error.Expected, error.Found, error.Position));
        Assert.Contains($"expected {expected}, found {found} (byte {position})", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("{", "", 1)]
    [InlineData("{\"name\":tru}", "name", 11)]
    [InlineData("{\"name\":\"a\",\"children\":[{\"name\":]}", "children[0].name", 32)]
    [InlineData("{" + Good + "} x", "", 27)]
    [InlineData("{" + Good + "}{}", "", 26)]
    [InlineData("{" + Good + ",}", "children", 26)]
    [InlineData("{/**/" + Good + "}", "", 1)]
    [InlineData("{\n" + Good + "\n,,}", "children", 28)]
    public void Text_that_is_no_JSON_says_where(string json, string path, long position)
    {
        var error = Json.Fails<Tree>(json);
        Assert.Equal(("Tree", path, "well-formed JSON"), (error.Record, error.Path, error.Expected));
        Assert.Equal(position, error.Position);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"int32":2147483648}""", "int32", "an integer of 32 bits", "the number 2147483648")]
    [InlineData("""{"int32":1.5}""", "int32", "an integer of 32 bits", "the number 1.5")]
    [InlineData("""{"int32":"1"}""", "int32", "an integer of 32 bits", "the string \"1\"")]
    [InlineData("""{"byte":256}""", "byte", "an integer from 0 to 255", "the number 256")]
    [InlineData("""{"s_byte":-129}""", "s_byte", "an integer from -128 to 127", "the number -129")]
    [InlineData("""{"int16":40000}""", "int16", "an integer of 16 bits", "the number 40000")]
    [InlineData("""{"u_int16":-1}""", "u_int16", "an unsigned integer of 16 bits", "the number -1")]
    [InlineData("""{"u_int32":-1}""", "u_int32", "an unsigned integer of 32 bits", "the number -1")]
    [InlineData("""{"int64":9223372036854775808}""", "int64", "an integer of 64 bits", "the number 9223372036854775808")]
    [InlineData("""{"u_int64":-1}""", "u_int64", "an unsigned integer of 64 bits", "the number -1")]
    [InlineData("""{"int128":1e3}""", "int128", "an integer of 128 bits", "the number 1e3")]
    [InlineData("""{"u_int128":-1}""", "u_int128", "an unsigned integer of 128 bits", "the number -1")]
    [InlineData("""{"half":70000}""", "half", "a number of 16 bits", "the number 70000")]
    [InlineData("""{"single":1e39}""", "single", "a number of 32 bits", "the number 1e39")]
    [InlineData("""{"double":1e309}""", "double", "a number of 64 bits", "the number 1e309")]
    [InlineData("""{"double":"nan"}""", "double", "a number of 64 bits", "the string \"nan\"")]
    [InlineData("""{"decimal":1e30}""", "decimal", "a decimal number", "the number 1e30")]
    [InlineData("""{"boolean":1}""", "boolean", "true or false", "the number 1")]
    [InlineData("""{"char":"ab"}""", "char", "a string of one character", "the string \"ab\"")]
    [InlineData("""{"char":"😀"}""", "char", "a string of one character", "the string \"😀\"")]
    [InlineData("""{"bytes":"a"}""", "bytes", "a base64 string", "the string \"a\"")]
    [InlineData("""{"memory":"*"}""", "memory", "a base64 string", "the string \"*\"")]
    [InlineData("""{"date_time":"2020-13-01"}""", "date_time", "a date and time such as \"2020-07-21T22:09:37Z\"", "the string \"2020-13-01\"")]
    [InlineData("""{"date_time_offset":"today"}""", "date_time_offset", "a date and time such as \"2020-07-21T22:09:37+02:00\"", "the string \"today\"")]
    [InlineData("""{"date_only":"2020-02-30"}""", "date_only", "a date such as \"2020-07-21\"", "the string \"2020-02-30\"")]
    [InlineData("""{"time_only":"24:00:00"}""", "time_only", "a time of day such as \"22:09:37\"", "the string \"24:00:00\"")]
    [InlineData("""{"time_only":"-01:00:00"}""", "time_only", "a time of day such as \"22:09:37\"", "the string \"-01:00:00\"")]
    [InlineData("""{"time_span":"1h"}""", "time_span", "a time span such as \"1.02:30:00\"", "the string \"1h\"")]
    [InlineData("""{"guid":"7c9e6679742540de944be07fc1f90ae7"}""", "guid", "a GUID such as \"7c9e6679-7425-40de-944b-e07fc1f90ae7\"",
        "the string \"7c9e6679742540de944be07fc1f90ae7\"")]
    [InlineData("""{"uri":"https://"}""", "uri", "a URI", "the string \"https://\"")]
    [InlineData("""{"version":" 1.2"}""", "version", "a version such as \"1.2.3\"", "the string \" 1.2\"")]
    [InlineData("""{"version":"-0.4795"}""", "version", "a version such as \"1.2.3\"", "the string \"-0.4795\"")]
    [InlineData("""{"version":""}""", "version", "a version such as \"1.2.3\"", "the string \"\"")]
    [InlineData("""{"version":"1"}""", "version", "a version such as \"1.2.3\"", "the string \"1\"")]
    [InlineData("""{"color":"red"}""", "color", "a name of Color (Red, Green, Blue)", "the string \"red\"")]
    [InlineData("""{"color":4294967296}""", "color", "a name of Color (Red, Green, Blue)", "the number 4294967296")]
    [InlineData("""{"access":"Read, Fly"}""", "access", "a name of Access (None, Read, Write, ReadWrite, Delete)", "the string \"Read, Fly\"")]
    [InlineData("""{"item":{"name":"a","quantity":null}}""", "item.quantity", "an integer of 32 bits", "null")]
    [InlineData("""{"string":"\ud800"}""", "string", "valid text", null)]
    [InlineData("""{"time_span":"\ud800"}""", "time_span", "valid text", null)]
    [InlineData("""{"date_time":"2020\ude00"}""", "date_time", "valid text", null)]
    [InlineData("""{"guid":"\ud800"}""", "guid", "valid text", null)]
    [InlineData("""{"bytes":"\ud800"}""", "bytes", "valid text", null)]
    [InlineData("""{"double":"\ude00"}""", "double", "valid text", null)]
    [InlineData("""{"string":"01234567890123456789012345678901234567890123456789","int32":"01234567890123456789012345678901234567890123456789"}""", "int32", "an integer of 32 bits", "the string \"0123456789012345678901234567890123456789…\"")]
    public void Each_type_says_what_it_expects(string json, string path, string expected, string? found)
    {
        var error = Json.Fails<Nullables>(json);
        Assert.Equal((path, expected), (error.Path, error.Expected));
        if (found is not null) Assert.Equal(found, error.Found);
    }

    [Theory]
    [InlineData("""{"by_string":{"a":{"name":"x"},"b":{"quantity":1}}}""", "by_string.b.name", "a value")]
    [InlineData("""{"by_integer":{"1":"x","one":"y"}}""", "by_integer.one", "an integer as name")]
    [InlineData("""{"by_integer":{"2147483648":"y"}}""", "by_integer.2147483648", "an integer as name")]
    [InlineData("""{"by_guid":{"x":1}}""", "by_guid.x", "a GUID as name")]
    [InlineData("""{"by_enum":{"Pink":[]}}""", "by_enum.Pink", "a name of Color (Red, Green, Blue)")]
    [InlineData("""{"by_enum":{"Red":[1,"2"]}}""", "by_enum.Red[1]", "an integer of 32 bits")]
    [InlineData("""{"jagged":[[1],[2,null]]}""", "jagged[1][1]", "an integer of 32 bits")]
    [InlineData("""{"nested":[null,{"k":1}]}""", "nested[1].k", "a base64 string")]
    [InlineData("""{"array":["a",null]}""", "array[1]", "a string")]
    public void Paths_lead_into_collections(string json, string path, string expected)
    {
        var error = Json.Fails<Collections>(json);
        Assert.Equal((path, expected), (error.Path, error.Expected));
    }

    [Fact]
    public void Invalid_UTF_8_is_an_error_with_its_path()
    {
        byte[] json = [.. "{\"name\":\"a"u8, 0xFF, .. "\",\"children\":[]}"u8];
        var error = Assert.Throws<RecordFormatException>(() => Runnel.Records.RecordJson.Read<Tree>(json));
        Assert.Equal(("name", "valid text"), (error.Path, error.Expected));
        Assert.StartsWith("text that is none", error.Found, StringComparison.Ordinal);
    }
}
