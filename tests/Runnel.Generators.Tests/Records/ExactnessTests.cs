using System.Globalization;
using System.Text;
using System.Text.Json;
using Runnel.Records;

namespace Runnel.Generators.Tests.Records;

/// <summary>Exactly the value that was stored comes back, or an error that says which record, which field, what was expected, what was found and where.</summary>
public class ExactnessTests
{
    [Theory]
    [InlineData("s_byte", "128")]
    [InlineData("byte", "-1")]
    [InlineData("int16", "32768")]
    [InlineData("u_int16", "65536")]
    [InlineData("int32", "-2147483649")]
    [InlineData("int32", "1.0")]
    [InlineData("int32", "1e2")]
    [InlineData("u_int32", "4294967296")]
    [InlineData("int64", "-9223372036854775809")]
    [InlineData("u_int64", "18446744073709551616")]
    [InlineData("int128", "170141183460469231731687303715884105728")]
    [InlineData("int128", "-170141183460469231731687303715884105729")]
    [InlineData("u_int128", "340282366920938463463374607431768211456")]
    [InlineData("half", "65520")]
    [InlineData("half", "-1e5")]
    [InlineData("single", "3.5e38")]
    [InlineData("double", "-1e309")]
    [InlineData("decimal", "79228162514264337593543950336")]
    [InlineData("decimal", "1e29")]
    public void A_number_out_of_range_is_refused(string field, string number) => IsRefused(field, number, $"the number {number}");

    [Theory]
    [InlineData("int32", "\"1\"")]
    [InlineData("double", "\"1.5\"")]
    [InlineData("decimal", "\"1\"")]
    [InlineData("half", "\"infinity\"")]
    [InlineData("single", "\"+Infinity\"")]
    [InlineData("decimal", "\"NaN\"")]
    [InlineData("int64", "\"NaN\"")]
    public void A_text_is_no_number(string field, string text) => IsRefused(field, text, $"the string {text}");

    [Theory]
    [InlineData("int32", "01")]
    [InlineData("int32", "+1")]
    [InlineData("int32", ".5")]
    [InlineData("int32", "1.")]
    [InlineData("int32", "0x1F")]
    [InlineData("double", "NaN")]
    [InlineData("double", "-Infinity")]
    public void What_is_no_JSON_number_is_no_JSON(string field, string number)
    {
        var error = Json.Fails<Nullables>($$"""{"{{field}}":{{number}}}""");
        Assert.Equal((field, "well-formed JSON"), (error.Path, error.Expected));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("1.0")]
    [InlineData("1.500")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("7922816251426433759354395033.5")]
    public void A_decimal_keeps_its_scale(string number)
        => Assert.Equal(decimal.Parse(number, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), Written("decimal", number));

    [Fact]
    public void Digits_that_a_decimal_cannot_hold_are_rounded_as_System_Text_Json_does()
    {
        const string Number = "0.12345678901234567890123456789012345";
        Assert.Equal(JsonSerializer.Deserialize<decimal>(Number), Json.Read<Nullables>($$"""{"decimal":{{Number}}}""").Decimal);
    }

    [Theory]
    [InlineData("int128", "170141183460469231731687303715884105727")]
    [InlineData("int128", "-170141183460469231731687303715884105728")]
    [InlineData("u_int128", "340282366920938463463374607431768211455")]
    [InlineData("u_int64", "18446744073709551615")]
    [InlineData("int64", "-9223372036854775808")]
    [InlineData("half", "65500")]
    [InlineData("half", "6E-08")]
    [InlineData("single", "3.4028235E+38")]
    [InlineData("single", "1E-45")]
    [InlineData("double", "1.7976931348623157E+308")]
    [InlineData("double", "5E-324")]
    [InlineData("double", "-0")]
    [InlineData("half", "\"NaN\"")]
    [InlineData("single", "\"-Infinity\"")]
    [InlineData("double", "\"Infinity\"")]
    public void The_extremes_come_back_as_they_were(string field, string number) => Assert.Equal(number, Written(field, number));

    [Theory]
    [InlineData("2020-07-21T22:09:37Z", DateTimeKind.Utc)]
    [InlineData("2020-07-21T22:09:37", DateTimeKind.Unspecified)]
    [InlineData("2020-07-21", DateTimeKind.Unspecified)]
    [InlineData("2020-07-21T22:09", DateTimeKind.Unspecified)]
    [InlineData("2020-07-21T22:09Z", DateTimeKind.Utc)]
    [InlineData("2020-07-21T22:09:37.1234567Z", DateTimeKind.Utc)]
    [InlineData("2020-07-21T22:09:37+00:00", DateTimeKind.Local)]
    [InlineData("2020-07-21T22:09:37+14:00", DateTimeKind.Local)]
    [InlineData("2020-07-21T22:09:37-14:00", DateTimeKind.Local)]
    [InlineData("2020-07-21T22:09:37+05", DateTimeKind.Local)]
    [InlineData("0001-01-01T00:00:00", DateTimeKind.Unspecified)]
    [InlineData("9999-12-31T23:59:59.9999999Z", DateTimeKind.Utc)]
    public void A_date_and_time_has_the_kind_its_offset_says(string text, DateTimeKind kind)
    {
        var read = Json.Read<Nullables>($$"""{"date_time":"{{text}}"}""").DateTime!.Value;
        Assert.Equal(kind, read.Kind);
        Assert.Equal(JsonSerializer.Deserialize<DateTime>($"\"{text}\""), read);
        Assert.Equal(read, Json.Read<Nullables>(Json.Write(new Nullables { DateTime = read })).DateTime);
    }

    [Fact]
    public void A_local_time_is_written_with_its_offset_and_comes_back_as_the_same_instant()
    {
        var local = new DateTime(2020, 7, 21, 22, 9, 37, DateTimeKind.Local);
        var read = Json.Read<Nullables>(Json.Write(new Nullables { DateTime = local })).DateTime!.Value;
        Assert.Equal((DateTimeKind.Local, local.ToUniversalTime()), (read.Kind, read.ToUniversalTime()));
    }

    [Theory]
    [InlineData("2020-07-21T22:09:37+02:00", 120)]
    [InlineData("2020-07-21T22:09:37+02", 120)]
    [InlineData("2020-07-21T22:09:37Z", 0)]
    [InlineData("2020-07-21T22:09:37-00:00", 0)]
    [InlineData("2020-07-21T22:09:37+05:45", 345)]
    [InlineData("2020-07-21T22:09:37-14:00", -840)]
    public void An_offset_comes_back_as_it_was(string text, int minutes)
    {
        var read = Json.Read<Nullables>($$"""{"date_time_offset":"{{text}}"}""").DateTimeOffset!.Value;
        Assert.Equal((minutes, 22), (read.Offset.TotalMinutes, read.Hour));
        Assert.True(read.EqualsExact(Json.Read<Nullables>(Json.Write(new Nullables { DateTimeOffset = read })).DateTimeOffset!.Value));
    }

    [Theory]
    [InlineData(".1", 1_000_000)]
    [InlineData(".12", 1_200_000)]
    [InlineData(".123", 1_230_000)]
    [InlineData(".1234", 1_234_000)]
    [InlineData(".12345", 1_234_500)]
    [InlineData(".123456", 1_234_560)]
    [InlineData(".1234567", 1_234_567)]
    [InlineData(".12345678", 1_234_567)]
    [InlineData(".1234567890123456", 1_234_567)]
    [InlineData("", 0)]
    public void Fractions_of_a_second_have_up_to_seven_digits_more_are_cut_off(string fraction, int ticks)
    {
        var text = $"\"2020-07-21T22:09:37{fraction}Z\"";
        var read = Json.Read<Nullables>($$"""{"date_time":{{text}},"date_time_offset":{{text}}}""");
        Assert.Equal((ticks, ticks), ((int)(read.DateTime!.Value.Ticks % TimeSpan.TicksPerSecond), (int)(read.DateTimeOffset!.Value.Ticks % TimeSpan.TicksPerSecond)));
        Assert.Equal(JsonSerializer.Deserialize<DateTime>(text), read.DateTime);
    }

    [Theory]
    [InlineData("date_time", "2016-12-31T23:59:60Z")]
    [InlineData("date_time", "2016-12-31T23:59:60.5+00:00")]
    [InlineData("date_time_offset", "2017-01-01T00:59:60+01:00")]
    [InlineData("time_only", "23:59:60")]
    public void A_leap_second_is_refused_and_called_one(string field, string text)
    {
        var error = IsRefused(field, $"\"{text}\"", $"the string \"{text}\"");
        Assert.EndsWith(", with seconds up to 59 (.NET has no leap seconds)", error.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date_time", "2020-07-21 22:09:37")]
    [InlineData("date_time", "2020-07-21T22:60:00Z")]
    [InlineData("date_time", "2020-07-21T24:00:00Z")]
    [InlineData("date_time", "2020-02-30")]
    [InlineData("date_time", "2020-07-21T22:09:37+15:00")]
    [InlineData("date_time", "21/07/2020")]
    [InlineData("date_time_offset", "2020-07-21T22:09:37+14:01")]
    [InlineData("date_time_offset", "2020-07-21T22:09:37 +02:00")]
    [InlineData("date_only", "2020-7-1")]
    [InlineData("date_only", "2020-07-21T00:00:00")]
    [InlineData("time_only", "1.00:00:00")]
    [InlineData("time_span", "24:60:00")]
    [InlineData("time_span", "P1D")]
    public void What_is_no_such_date_or_time_is_refused(string field, string text)
        => Assert.DoesNotContain("leap", IsRefused(field, $"\"{text}\"", $"the string \"{text}\"").Expected, StringComparison.Ordinal);

    [Theory]
    [InlineData("", 0xD800, 'x')]
    [InlineData("ab", 0xDC00, 'x')]
    [InlineData("😀", 0xD83D, 'x')]
    [InlineData("x", 0xD83D, 0xD83D)]
    [InlineData("", 0xDE00, 0xD83D)]
    public void Half_a_surrogate_pair_is_never_sent(string before, int half, int after)
    {
        // Put together here: attributes are UTF-8, and cannot hold it either.
        var text = before + (char)half + (char)after;
        var place = $"holds U+{half:X4} at index {before.Length}, half of a surrogate pair";
        Assert.StartsWith($"Nullables, field 'string' {place}", Refused(() => Json.Write(new Nullables { String = text })), StringComparison.Ordinal);
        Assert.StartsWith($"Tree, field 'name' {place}", Refused(() => Json.Write(new Tree(text, []))), StringComparison.Ordinal);
        Assert.StartsWith($"Measures, field 'texts[]' {place}", Refused(() => Json.Write(new Measures([text], []))), StringComparison.Ordinal);
        Assert.StartsWith($"Measures, field 'by_text{{}}' {place}", Refused(() => Json.Write(new Measures([], new() { [text] = null }))), StringComparison.Ordinal);
        Assert.StartsWith($"Measures, field 'by_text{{}}' {place}", Refused(() => Json.Write(new Measures([], new() { ["k"] = text }))), StringComparison.Ordinal);
        Assert.StartsWith($"Nullables, field 'uri' {place}", Refused(() => Json.Write(new Nullables { Uri = new Uri(text, UriKind.RelativeOrAbsolute) })), StringComparison.Ordinal);
        Assert.StartsWith($"Keyed, field 'by_uri{{}}' {place}", Refused(() => Json.Write(new Keyed([], new() { [new Uri(text, UriKind.RelativeOrAbsolute)] = 1 }))), StringComparison.Ordinal);
        Assert.StartsWith($"field 'origin' {place}", Refused(() => FieldsOf.Write(new Flight(text) { Number = 1 })), StringComparison.Ordinal);

        static string Refused(Action write) => Assert.Throws<ArgumentException>(write).Message;
    }

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDFFF)]
    public void A_character_that_is_half_a_surrogate_pair_is_never_sent(int half)
    {
        var place = $"holds U+{half:X4} at index 0, half of a surrogate pair";
        Assert.StartsWith($"Nullables, field 'char' {place}", Assert.Throws<ArgumentException>(() => Json.Write(new Nullables { Char = (char)half })).Message, StringComparison.Ordinal);
        Assert.StartsWith($"Keyed, field 'by_char{{}}' {place}", Assert.Throws<ArgumentException>(() => Json.Write(new Keyed(new() { [(char)half] = 1 }, []))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_pairs_are_sent()
    {
        const string Text = "😀𝄞\u0000";
        Assert.Equal(Text, Json.Read<Tree>(Json.Write(new Tree(Text, []))).Name);
        Assert.Equal(Text, FieldsOf.Read<Flight>(FieldsOf.Write(new Flight(Text) { Number = 1 })).Origin);
    }

    [Theory]
    [InlineData("""{"string":"a\ud800"}""")]
    [InlineData("""{"string":"\udc00b"}""")]
    [InlineData("""{"string":"\ud800\ud800"}""")]
    [InlineData("""{"uri":"\ud800"}""")]
    [InlineData("""{"char":"\ud800"}""")]
    public void Half_a_surrogate_pair_is_never_read(string json)
    {
        var error = Json.Fails<Nullables>(json);
        Assert.Equal(("Nullables", json.Split('"')[1], "valid text"), (error.Record, error.Path, error.Expected));
        Assert.Equal(json.IndexOf(':', StringComparison.Ordinal) + 1, error.Position);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_key_is_refused()
    {
        Assert.Equal("valid text", Json.Fails<Measures>("""{"texts":[],"by_text":{"\ud800":"x"}}""").Expected);
        Assert.Equal("valid text", Json.Fails<Keys>("""{"date_only":{"\ud800":1}}""").Expected);
        Assert.Equal("valid text", Json.Fails<Keys>("""{"uri":{"\ud800":1}}""").Expected);
    }

    [Fact]
    public void Of_equal_properties_the_last_wins()
    {
        var read = Json.Read<Nullables>("""{"int32":1,"item":{"name":"a","name":"b"},"string":"x","int32":2,"string":null}""");
        Assert.Equal((2, "b", null), (read.Int32, read.Item!.Value.Name, read.String));
    }

    [Theory]
    [InlineData("{/* no */}", "", 1)]
    [InlineData("// no\n{}", "", 0)]
    [InlineData("""{"int32":1,}""", "int32", 11)]
    [InlineData("""{"items":[{"name":"a"},]}""", "items[0]", 23)]
    [InlineData("""{"int32":1} {}""", "", 12)]
    [InlineData("""{"int32":1}x""", "", 11)]
    [InlineData("""{'int32':1}""", "", 1)]
    [InlineData("{int32:1}", "", 1)]
    [InlineData("{\"string\":\"a\nb\"}", "string", 12)]
    [InlineData("""{"string":"\x"}""", "string", 12)]
    [InlineData("""{"string":"\u12g4"}""", "string", 15)]
    [InlineData("""{"int32":1""", "int32", 10)]
    [InlineData("""{"string":"abc""", "string", 14)]
    [InlineData("""{"int32" 1}""", "", 9)]
    [InlineData("""{"int32":True}""", "int32", 9)]
    public void What_is_not_exactly_one_JSON_value_is_refused(string json, string path, long position)
    {
        var error = Json.Fails<Nullables>(json);
        Assert.Equal(("Nullables", path, "well-formed JSON"), (error.Record, error.Path, error.Expected));
        Assert.Equal($"Nullables{(path.Length == 0 ? "" : $", field '{path}'")}: expected well-formed JSON, found {error.Found} (byte {position}).", error.Message);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("  \r\n\t", 5)]
    public void Nothing_is_called_nothing(string json, long position)
        => Assert.Equal($"Nullables: expected well-formed JSON, found nothing: the text is empty (byte {position}).", Json.Fails<Nullables>(json).Message);

    [Fact]
    public void A_byte_order_mark_is_called_one()
        => Assert.Equal("Nullables: expected well-formed JSON, found a byte order mark before it: leave it out (byte 0).", Json.Fails<Nullables>("\uFEFF{}").Message);

    [Theory]
    [InlineData(new byte[] { 0xFF }, "string")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "string")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "string")]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 }, "string")]
    [InlineData(new byte[] { 0xE2, 0x82 }, "string")]
    [InlineData(new byte[] { 0xE2, 0x82 }, "uri")]
    [InlineData(new byte[] { 0xE2, 0x82 }, "version")]
    public void Bytes_that_are_no_UTF_8_are_refused(byte[] broken, string field)
    {
        byte[] json = [.. Encoding.UTF8.GetBytes($"{{\"{field}\":\"a"), .. broken, .. "\"}"u8];
        foreach (var error in new[]
        {
            Assert.Throws<RecordFormatException>(() => RecordJson.Read<Nullables>(json)),
            Assert.Throws<RecordFormatException>(() => RecordJson.Read<Nullables>(Json.Pieces(json, 2))),
        })
        {
            Assert.Equal(("Nullables", field, "valid text"), (error.Record, error.Path, error.Expected));
            Assert.Contains($"(byte {field.Length + 4})", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Strings_of_many_megabytes_come_back()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789 ä 😀 \"\\\n", 400_000));
        Assert.Equal(text, Json.Read<Tree>(Json.Write(new Tree(text, []))).Name);
        Assert.Equal(text, FieldsOf.Read<Flight>(FieldsOf.Write(new Flight(text) { Number = 1 })).Origin);
        var bytes = new byte[5_000_000];
        new Random(1).NextBytes(bytes);
        Assert.Equal(bytes, Json.Read<Nullables>(Json.Write(new Nullables { Bytes = bytes })).Bytes);
    }

    [Fact]
    public void What_was_found_is_shown_shortened()
    {
        var error = Json.Fails<Nullables>($$"""{"int32":"{{new string('x', 1_000_000)}}"}""");
        Assert.True(error.Message.Length < 200);
        Assert.True(Json.Fails<Nullables>($$"""{"int32":{{new string('9', 1_000_000)}}}""").Message.Length < 200);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_also_in_what_is_skipped()
    {
        var deep = new string('[', 300) + new string(']', 300);
        Assert.Contains("depth", Json.Fails<Nullables>($$"""{"unknown":{{deep}}}""").Message, StringComparison.Ordinal);
        var fine = new string('[', 250) + new string(']', 250);
        Assert.Null(Json.Read<Nullables>($$"""{"unknown":{{fine}}}""").Int32);
    }

    /// <summary>Every refusal says all five things.</summary>
    private static RecordFormatException IsRefused(string field, string value, string found)
    {
        var error = Json.Fails<Nullables>($$"""{"int32":7,"{{field}}":{{value}}}""");
        var position = "{\"int32\":7,\"\":".Length + field.Length;
        Assert.Equal(("Nullables", field, found, position), (error.Record, error.Path, error.Found, error.Position));
        Assert.Equal($"Nullables, field '{field}': expected {error.Expected}, found {found} (byte {position}).", error.Message);
        return error;
    }

    private static string Written(string field, string value)
    {
        using var document = JsonDocument.Parse(Json.Write(Json.Read<Nullables>($$"""{"{{field}}":{{value}}}""")));
        return document.RootElement.GetProperty(field).GetRawText();
    }
}

[Record]
internal sealed partial record Measures(List<string> Texts, Dictionary<string, string?> ByText);

[Record]
internal sealed partial record Keyed(Dictionary<char, int> ByChar, Dictionary<Uri, int> ByUri);
