using System.Text;
using Runnel.Tests.Hosting;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Entries;

public sealed class EntryHeadersTests
{
    private static readonly EntryId Letter = new(1764156000000, 3);

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "data={}")]
    [InlineData(3, "data={} @returns=3")]
    [InlineData(4, "@returns=3 @returns=4")]
    [InlineData(2, "data={} @returns=2 @traceparent=00-1")]
    [InlineData(0, "@returns=3 data={}")]
    [InlineData(0, "data={} @returns=often")]
    [InlineData(0, "data={} @returns=3x")]
    [InlineData(0, "data={} @returns=-1")]
    [InlineData(0, "data={} @returns=99999999999")]
    [InlineData(0, "data={} returns=3")]
    public void Returns_are_read_behind_the_records_own_fields(int returns, string text)
    {
        var fields = Fields(text);
        Assert.Equal(returns, EntryHeaders.ReturnsOf(fields));
        Assert.Equal(returns, new RawEvent("s", 0, Letter, fields).Returns);
    }

    [Theory]
    [InlineData("data={}", "data={} @returns=1 @dead=1764156000000-3")]
    [InlineData("data={} @returns=1 @dead=1-1", "data={} @returns=2 @dead=1764156000000-3")]
    [InlineData("data={} @returns=1 @traceparent=00-1 @dead=1-1", "data={} @traceparent=00-1 @returns=2 @dead=1764156000000-3")]
    [InlineData("@returns=7 data={}", "@returns=7 data={} @returns=1 @dead=1764156000000-3")]
    [InlineData("n=1 n=2", "n=1 n=2 @returns=1 @dead=1764156000000-3")]
    [InlineData("data={} @returns=2147483647", "data={} @returns=2147483647 @dead=1764156000000-3")]
    public void An_event_that_comes_back_keeps_all_fields_of_its_own(string before, string after)
        => Assert.Equal(after, Text(EntryHeaders.Returned(Fields(before), Letter)));

    [Fact]
    public void Codecs_do_not_see_headers()
    {
        var record = new Numbered("a", 1, "x");
        var structured = new StructuredCodec<Numbered>(new JsonRecordSerializer<Numbered>(), compressor: null);
        Assert.Equal(record, structured.Decode(EntryHeaders.Returned(structured.Encode(record), Letter)));
        var primitive = new PrimitiveCodec<Note>();
        Assert.Equal(new Note("a", 1), primitive.Decode(EntryHeaders.Returned(primitive.Encode(new Note("a", 1)), Letter)));
    }

    [Fact]
    public void A_record_without_fields_is_one_still()
    {
        var codec = new PrimitiveCodec<Numbered>();
        var empty = new Numbered(null, -1);
        Assert.Equal(empty, codec.Decode(EntryHeaders.Returned(codec.Encode(empty), Letter)));
    }

    [Theory]
    [InlineData("order=1 @returns=1", "only the field 'order'")]
    [InlineData("@returns=1", "no fields")]
    public void A_message_of_missing_data_names_no_headers(string text, string found)
    {
        var codec = new StructuredCodec<Numbered>(new JsonRecordSerializer<Numbered>(), compressor: null);
        Assert.Equal(found, Assert.Throws<RecordFormatException>(() => codec.Decode(Fields(text))).Found);
    }

    private static RawFields Fields(string text)
        => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(static part => part.Split('='))
            .Select(static part => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(part))]);

    private static string Text(RawFields fields)
        => string.Join(' ', fields.Select(static field => $"{Encoding.UTF8.GetString(field.Key.Span)}={Encoding.UTF8.GetString(field.Value.Span)}"));
}
