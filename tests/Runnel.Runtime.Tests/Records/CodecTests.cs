using System.Buffers;
using System.Text;
using CsCheck;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Records;

public sealed class CodecTests
{
    private static readonly Gen<Numbered> Records = Gen.Select(
        Gen.String.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))),
        Gen.Long[0, long.MaxValue],
        Gen.String.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))),
        (key, number, text) => new Numbered(key, number, text));

    public static TheoryData<string> Compressions => ["none", "gzip", "brotli", "lz4"];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void A_structured_record_comes_back_from_its_data_field(string compression)
    {
        var codec = Structured(compression);
        Records.Sample(
            record =>
            {
                var fields = codec.Encode(record);
                return fields.Count == 1 && fields.NameAt(0).Span.SequenceEqual("data"u8) && codec.Decode(fields) == record;
            },
            iter: 300);
    }

    [Fact]
    public void A_primitive_record_comes_back_from_its_fields()
    {
        var codec = new PrimitiveCodec<Numbered>();
        Records.Sample(record => codec.Decode(codec.Encode(record)) == record, iter: 300);
    }

    [Fact]
    public void A_record_without_fields_gets_a_marker_and_comes_back()
    {
        var codec = new PrimitiveCodec<Numbered>();
        var empty = new Numbered(null, -1);
        Assert.Single(codec.Encode(empty));
        Assert.Equal(empty, codec.Decode(codec.Encode(empty)));
    }

    [Fact]
    public void Encoded_fields_stay_as_they_are_when_the_next_record_is_encoded()
    {
        var codec = Structured("none");
        var first = codec.Encode(new Numbered("first", 1));
        codec.Encode(new Numbered("second, and longer", 2));
        Assert.Equal(new Numbered("first", 1), codec.Decode(first));
    }

    [Fact]
    public void Encoding_allocates_the_bytes_and_the_pair_that_holds_them_and_nothing_else()
    {
        var codec = Structured("none");
        var record = new Numbered("a key", 4711, new string('x', 400));
        for (var i = 0; i < 1000; i++) codec.Encode(record);
        var length = codec.Encode(record).ValueAt(0).Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) codec.Encode(record);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;

        // An array of the bytes (24 bytes of header, rounded up), and one of two ReadOnlyMemory.
        Assert.True(each <= length + 32 + 24 + (2 * 16), $"{each} bytes for {length} of data");
    }

    [Fact]
    public void A_missing_data_field_says_what_is_there_instead()
    {
        var fields = new RawFields("order"u8.ToArray(), "1"u8.ToArray(), "amount"u8.ToArray(), "2"u8.ToArray());
        var error = Assert.Throws<RecordFormatException>(() => Structured("none").Decode(fields));
        Assert.Equal("Numbered", error.Record);
        Assert.Equal("data", error.Path);
        Assert.Equal("2 fields: 'order', 'amount'", error.Found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"number\":1} {\"number\":2}")]
    [InlineData("{\"number\":1},")]
    [InlineData("{\"number\":1} // and more")]
    [InlineData("/* first */ {\"number\":1}")]
    [InlineData("{\"number\":1,}")]
    [InlineData("\uFEFF{\"number\":1}")]
    public void JSON_that_is_not_exactly_one_record_is_refused_in_one_segment_or_many(string json)
    {
        var serializer = new JsonRecordSerializer<Numbered>();
        var bytes = Encoding.UTF8.GetBytes(json);
        Assert.Throws<RecordFormatException>(() => serializer.Deserialize(new ReadOnlySequence<byte>(bytes)));
        var parts = bytes.Select(each => new[] { each }).Append([]).ToArray();
        Assert.Throws<RecordFormatException>(() => serializer.Deserialize(Segments.Of(parts)));
    }

    [Fact]
    public void JSON_in_many_segments_is_read_as_in_one()
    {
        var serializer = new JsonRecordSerializer<Numbered>();
        Records.Sample(
            record =>
            {
                var output = new ArrayBufferWriter<byte>();
                serializer.Serialize(record, output);
                var parts = output.WrittenSpan.ToArray().Chunk(7).ToArray();
                return serializer.Deserialize(Segments.Of(parts)) == record;
            },
            iter: 300);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Whatever_a_serializer_throws_names_the_record_and_keeps_the_cause(string compression)
    {
        var cause = new FormatException("no such thing");
        Compressors.TryGet(compression, out var compressor);
        var codec = new StructuredCodec<Numbered>(new Failing(cause), compressor);
        var fields = Structured(compression).Encode(new Numbered("a", 1));

        var encoding = Assert.Throws<RecordFormatException>(() => codec.Encode(new Numbered("a", 1)));
        var decoding = Assert.Throws<RecordFormatException>(() => codec.Decode(fields));
        Assert.Equal(("Numbered", cause), (encoding.Record, encoding.InnerException));
        Assert.Equal(("Numbered", cause), (decoding.Record, decoding.InnerException));
        Assert.Contains("no such thing", decoding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_serializers_own_RecordFormatException_is_left_alone()
    {
        var cause = new RecordFormatException("Numbered", "number", "a number", "a word", 12);
        var codec = new StructuredCodec<Numbered>(new Failing(cause), null);
        Assert.Same(cause, Assert.Throws<RecordFormatException>(() => codec.Decode(Structured("none").Encode(new Numbered("a", 1)))));
    }

    [Fact]
    public void Bytes_that_were_not_compressed_so_name_the_compressor()
    {
        var plain = Structured("none").Encode(new Numbered("a", 1));
        var error = Assert.Throws<RecordFormatException>(() => Structured("gzip").Decode(plain));
        Assert.Contains("'gzip'", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidDataException>(error.InnerException);
    }

    [Fact]
    public void A_serializer_may_encode_another_record_inside_its_own_call()
    {
        var codec = new StructuredCodec<Numbered>(new Wrapping(), null);
        var record = new Numbered("outer", 5);
        Assert.Equal(record, codec.Decode(codec.Encode(record)));
    }

    [Fact]
    public void After_a_failure_the_threads_buffers_are_clean()
    {
        var failing = new StructuredCodec<Numbered>(new Failing(new FormatException()), null);
        Assert.Throws<RecordFormatException>(() => failing.Encode(new Numbered("a", 1)));
        var codec = Structured("none");
        Assert.Equal(new Numbered("b", 2), codec.Decode(codec.Encode(new Numbered("b", 2))));
    }

    private static StructuredCodec<Numbered> Structured(string compression)
    {
        Assert.True(Compressors.TryGet(compression, out var compressor));
        return new StructuredCodec<Numbered>(new JsonRecordSerializer<Numbered>(), compressor);
    }

    private sealed class Failing(Exception error) : ISerializer<Numbered>
    {
        public void Serialize(Numbered value, IBufferWriter<byte> output)
        {
            output.Write("half of it"u8);
            throw error;
        }

        public Numbered Deserialize(ReadOnlySequence<byte> input) => throw error;
    }

    /// <summary>Writes the record's bytes as another codec of the same thread makes them, twice nested.</summary>
    private sealed class Wrapping : ISerializer<Numbered>
    {
        private readonly StructuredCodec<Numbered> _inner = Structured("lz4");

        public void Serialize(Numbered value, IBufferWriter<byte> output)
        {
            output.Write("head:"u8);
            output.Write(_inner.Encode(value).ValueAt(0).Span);
        }

        public Numbered Deserialize(ReadOnlySequence<byte> input) => _inner.Decode(new RawFields("data"u8.ToArray(), input.Slice(5).ToArray()));
    }
}
