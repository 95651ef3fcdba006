using System.Buffers;
using System.IO.Compression;
using System.Text;
using CsCheck;
using K4os.Compression.LZ4.Streams;
using Xunit;

namespace Runnel.Records;

public sealed class CompressorTests
{
    public static TheoryData<string> Names => ["gzip", "brotli", "lz4"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_come_back_as_they_were(string name)
    {
        var compressor = Get(name);
        Gen.Byte.Array[0, 20_000].Sample(
            bytes => Decompress(compressor, Compress(compressor, bytes)).AsSpan().SequenceEqual(bytes), iter: 200, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_comes_back_as_nothing(string name)
    {
        var compressor = Get(name);
        Assert.Empty(Decompress(compressor, Compress(compressor, [])));
    }

    [Fact]
    public void Nothing_is_nothing_for_others_too()
    {
        using var gzip = new GZipStream(new MemoryStream(Compress(Get("gzip"), [])), CompressionMode.Decompress);
        Assert.Empty(ReadAll(gzip));
        using var frame = LZ4Stream.Decode(new MemoryStream(Compress(Get("lz4"), [])));
        Assert.Empty(ReadAll(frame));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_comes_back_and_is_smaller(string name)
    {
        var compressor = Get(name);
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"order_id\":{i},\"amount\":9.99}}")));
        var packed = Compress(compressor, bytes);
        Assert.True(packed.Length < bytes.Length / 4, $"{bytes.Length} became {packed.Length}");
        Assert.Equal(bytes, Decompress(compressor, packed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Input_in_many_segments_is_one_input(string name)
    {
        var compressor = Get(name);
        Gen.Byte.Array[1, 300].Array[1, 20].Sample(
            parts =>
            {
                var whole = parts.SelectMany(part => part).ToArray();
                var output = new ArrayBufferWriter<byte>();
                compressor.Compress(Segments.Of(parts), output);
                var packed = output.WrittenSpan.ToArray();
                var cut = packed.Length / 2;
                var back = new ArrayBufferWriter<byte>();
                compressor.Decompress(Segments.Of([packed[..cut], packed[cut..]]), back);
                return back.WrittenSpan.SequenceEqual(whole);
            },
            iter: 100, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cut_is_seen_wherever_it_is(string name)
    {
        var compressor = Get(name);
        var packed = Compress(compressor, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300))));
        for (var length = 0; length < packed.Length; length++)
            Assert.Throws<InvalidDataException>(() => Decompress(compressor, packed[..length]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_follows_the_data_is_seen(string name)
    {
        var compressor = Get(name);
        var packed = Compress(compressor, "hello"u8.ToArray());
        Assert.Throws<InvalidDataException>(() => Decompress(compressor, [.. packed, 1, 2, 3, 4, 5]));
        Assert.Throws<InvalidDataException>(() => Decompress(compressor, [.. packed, 0]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Foreign_bytes_are_refused_with_nothing_but_InvalidDataException(string name)
    {
        var compressor = Get(name);
        Gen.Byte.Array[0, 500].Sample(
            bytes =>
            {
                try
                {
                    Decompress(compressor, bytes);
                }
                catch (InvalidDataException)
                {
                }
            },
            iter: 2000, threads: 1);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("lz4")]
    public void A_flipped_bit_is_seen(string name)
    {
        // Both formats carry a checksum of the content; brotli does not.
        var compressor = Get(name);
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200)));
        var packed = Compress(compressor, bytes);
        for (var i = packed.Length / 4; i < packed.Length; i++)
        {
            var damaged = (byte[])packed.Clone();
            damaged[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => Decompress(compressor, damaged));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_decompression_bomb_stops_at_the_limit(string name)
    {
        ICompressor limited = name switch
        {
            "gzip" => new Gzip(limit: 100_000),
            "brotli" => new Brotli(limit: 100_000),
            _ => new Lz4(limit: 100_000),
        };
        Assert.Equal(100_000, Decompress(limited, Compress(limited, new byte[100_000])).Length);

        var bomb = Compress(limited, new byte[50_000_000]);
        var output = new ArrayBufferWriter<byte>();
        var error = Assert.Throws<InvalidDataException>(() => limited.Decompress(new ReadOnlySequence<byte>(bomb), output));
        Assert.Contains("100000 bytes", error.Message, StringComparison.Ordinal);
        Assert.True(output.WrittenCount <= 100_000);
    }

    [Fact]
    public void Other_programs_read_what_is_written()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000)));
        using var gzip = new GZipStream(new MemoryStream(Compress(new Gzip(), bytes)), CompressionMode.Decompress);
        Assert.Equal(bytes, ReadAll(gzip));
        using var brotli = new BrotliStream(new MemoryStream(Compress(new Brotli(), bytes)), CompressionMode.Decompress);
        Assert.Equal(bytes, ReadAll(brotli));
        using var lz4 = LZ4Stream.Decode(new MemoryStream(Compress(new Lz4(), bytes)));
        Assert.Equal(bytes, ReadAll(lz4));
    }

    [Fact]
    public void An_LZ4_frame_starts_with_its_magic_number()
        => Assert.Equal([0x04, 0x22, 0x4D, 0x18], Compress(new Lz4(), [1, 2, 3]).AsSpan(0, 4).ToArray());

    [Theory]
    [InlineData("gzip", typeof(Gzip))]
    [InlineData("Brotli", typeof(Brotli))]
    [InlineData("LZ4", typeof(Lz4))]
    [InlineData("none", null)]
    public void Settings_find_them_by_name(string name, Type? type)
    {
        Assert.True(Compressors.TryGet(name, out var compressor));
        Assert.Equal(type, compressor?.GetType());
        if (compressor is not null) Assert.Contains(compressor.Name, Compressors.Names);
    }

    [Fact]
    public void An_unknown_name_is_none_of_them() => Assert.False(Compressors.TryGet("zstd", out _));

    private static ICompressor Get(string name) => Compressors.TryGet(name, out var compressor) ? compressor! : throw new InvalidOperationException();

    private static byte[] Compress(ICompressor compressor, byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        compressor.Compress(new ReadOnlySequence<byte>(bytes), output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Decompress(ICompressor compressor, byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        compressor.Decompress(new ReadOnlySequence<byte>(bytes), output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
