using System.Text;

namespace Runnel.Generators.Tests.Records;

public class PrimitiveTests
{
    [Fact]
    public void Values_are_stored_as_text_and_null_as_no_field()
    {
        Assert.Equal("origin=ZRH delay=-3 distance=1.5 number=9223372036854775807",
            Text(FieldsOf.Write(new Flight("ZRH", -3) { Distance = 1.5, Number = long.MaxValue })));
        Assert.Equal("origin= delay=15 gate=B ä distance=NaN number=0", Text(FieldsOf.Write(new Flight("", 15, "B ä") { Distance = double.NaN, Number = 0 })));
    }

    [Fact]
    public void Missing_fields_take_defaults_and_initializers()
    {
        var record = FieldsOf.Read<Flight>(Fields("number=7", "unknown=x", "origin=ZRH"));
        Assert.Equal(new Flight("ZRH", 15, null) { Distance = 100.5, Number = 7 }, record);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.Epsilon, "5E-324")]
    public void Floating_point_numbers_come_back_exactly(double value, string text)
    {
        var fields = FieldsOf.Write(new Flight("a") { Distance = value, Number = 1 });
        Assert.Contains($"distance={text} ", Text(fields), StringComparison.Ordinal);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(FieldsOf.Read<Flight>(fields).Distance));
    }

    [Fact]
    public void Of_two_equal_names_the_last_wins()
        => Assert.Equal(2, FieldsOf.Read<Flight>(Fields("number=1", "origin=a", "number=2")).Number);

    [Theory]
    [InlineData("number=7", "origin", "a value", "nothing: the field is missing and has no default")]
    [InlineData("number=7.0 origin=a", "number", "an integer from -9223372036854775808 to 9223372036854775807", "\"7.0\"")]
    [InlineData("number= origin=a", "number", "an integer from -9223372036854775808 to 9223372036854775807", "\"\"")]
    [InlineData("number=9223372036854775808 origin=a", "number", "an integer from -9223372036854775808 to 9223372036854775807", "\"9223372036854775808\"")]
    [InlineData("number=1 origin=a delay=x", "delay", "an integer from -2147483648 to 2147483647", "\"x\"")]
    [InlineData("number=1 origin=a distance=1e999", "distance", "a number of 64 bits", "\"1e999\"")]
    [InlineData("number=1 origin=a distance=1,5", "distance", "a number of 64 bits", "\"1,5\"")]
    public void What_does_not_fit_is_an_error_that_says_so(string fields, string path, string expected, string found)
    {
        var error = Assert.Throws<RecordFormatException>(() => FieldsOf.Read<Flight>(Fields(fields.Split(' '))));
        Assert.Equal(("Flight", path, expected, found, -1L), (error.Record, error.Path, error.Expected, error.Found, error.Position));
    }

    [Fact]
    public void Text_that_is_no_UTF_8_is_an_error()
    {
        var error = Assert.Throws<RecordFormatException>(() => FieldsOf.Read<Flight>(new RawFields("origin"u8.ToArray(), new byte[] { 0x41, 0xFF })));
        Assert.Equal(("origin", "text in UTF-8", "the bytes 0x41FF"), (error.Path, error.Expected, error.Found));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    public void Truth_is_read_in_both_spellings(string text, bool expected)
        => Assert.Equal(expected, FieldsOf.Read<Truth>(Fields("is=" + text)).Is);

    [Fact]
    public void Nothing_else_is_truth()
        => Assert.Equal("true or false", Assert.Throws<RecordFormatException>(() => FieldsOf.Read<Truth>(Fields("is=yes"))).Expected);

    [Fact]
    public void Bytes_are_copied_both_ways()
    {
        byte[] mine = [1, 2, 3];
        var fields = FieldsOf.Write(new Blob(mine));
        mine[0] = 9;
        var read = FieldsOf.Read<Blob>(fields);
        Assert.Equal([1, 2, 3], read.Bytes);
        Assert.NotSame(read.Bytes, FieldsOf.Read<Blob>(fields).Bytes);
    }

    [Fact]
    public void A_record_whose_properties_are_all_null_has_no_fields()
        => Assert.Empty(FieldsOf.Write(new Sparse(null, null)));

    [Fact]
    public void A_null_where_none_may_be_is_refused_when_writing()
        => Assert.Contains(
            "'origin' is null", Assert.Throws<ArgumentException>(() => FieldsOf.Write(new Flight(null!) { Number = 1 })).Message, StringComparison.Ordinal);

    [Fact]
    public void Long_values_come_back_too()
    {
        var text = new string('ä', 100_000);
        Assert.Equal(text, FieldsOf.Read<Flight>(FieldsOf.Write(new Flight(text, 1, text) { Number = 1 })).Gate);
    }

    private static string Text(RawFields fields)
        => string.Join(' ', fields.Select(field => $"{Encoding.UTF8.GetString(field.Key.Span)}={Encoding.UTF8.GetString(field.Value.Span)}"));

    private static RawFields Fields(params string[] fields)
        => new([.. fields.SelectMany(field => field.Split('=', 2)).Select(part => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(part)))]);
}

[Record(Primitive = true)]
internal readonly partial record struct Truth(bool Is);

[Record(Primitive = true)]
internal sealed partial record Blob(byte[] Bytes);

[Record(Primitive = true)]
internal sealed partial record Sparse(int? A, string? B);
