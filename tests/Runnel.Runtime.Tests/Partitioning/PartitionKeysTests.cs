using System.Text;
using CsCheck;
using Xunit;

namespace Runnel.Partitioning;

public sealed class PartitionKeysTests
{
    private static readonly XxHash64Hasher Hasher = new();

    /// <summary>Computed with an independent implementation of XXH64, seed 0. They are a contract: a change would move keys to other partitions.</summary>
    public static TheoryData<string, ulong, int> GoldenVectors => new()
    {
        { "", 0xEF46DB3751D8E999UL, 9 },
        { "a", 0xD24EC4F1A98C6E5BUL, 11 },
        { "abc", 0x44BC2CF5AD770999UL, 9 },
        { "0", 0x633457081244AFECUL, 12 },
        { "1", 0xB7B41276360564D4UL, 4 },
        { "42", 0x6DE6F5D076D742B9UL, 9 },
        { "-1", 0x3D62C7C8A7A6E2D8UL, 8 },
        { "2147483647", 0x0141AF9C83DCC762UL, 2 },
        { "-9223372036854775808", 0x9E606AB2DD272C10UL, 0 },
        { "customer-4711", 0xB638AAAD2DB44A3FUL, 15 },
        { "JFK", 0xEFBB2A10102131A4UL, 4 },
        { "true", 0xD7C9B97948142E4AUL, 10 },
        { "grüße", 0xF6B705A592C4DCDAUL, 10 },
        { "日本語", 0x7179A19F3719F5E1UL, 1 },
        { "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", 0x213A1D7DE43970FFUL, 15 },
        { "The quick brown fox jumps over the lazy dog, twice.", 0x0BD828078C4CB965UL, 5 },
    };

    [Theory]
    [MemberData(nameof(GoldenVectors))]
    public void A_key_always_has_the_same_hash_and_partition(string key, ulong hash, int of16)
    {
        Assert.Equal(hash, PartitionKeys.Hash(Hasher, key));
        Assert.Equal(of16, PartitionMap.Of(hash, 16));
    }

    [Fact]
    public void Integers_of_every_width_hash_as_their_decimal_text()
    {
        var text = Hash("42");
        Assert.Equal(text, PartitionKeys.Hash(Hasher, (sbyte)42));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, (byte)42));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, (short)42));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, (ushort)42));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, 42));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, 42u));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, 42L));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, 42UL));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, (Int128)42));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, (UInt128)42));
        Assert.Equal(text, PartitionKeys.Hash(Hasher, (int?)42));
    }

    [Fact]
    public void The_extremes_fit()
    {
        Assert.Equal(Hash("-9223372036854775808"), PartitionKeys.Hash(Hasher, long.MinValue));
        Assert.Equal(Hash("-170141183460469231731687303715884105728"), PartitionKeys.Hash(Hasher, Int128.MinValue));
        Assert.Equal(Hash("340282366920938463463374607431768211455"), PartitionKeys.Hash(Hasher, UInt128.MaxValue));
        Assert.Equal(Hash(""), PartitionKeys.Hash(Hasher, ""));
    }

    [Fact]
    public void Other_types_hash_as_their_canonical_text()
    {
        Assert.Equal(Hash("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"), PartitionKeys.Hash(Hasher, new Guid("0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9")));
        Assert.Equal(Hash("true"), PartitionKeys.Hash(Hasher, true));
        Assert.Equal(Hash("false"), PartitionKeys.Hash(Hasher, (bool?)false));
        Assert.Equal(Hash("ß"), PartitionKeys.Hash(Hasher, 'ß'));
        Assert.Equal(Hasher.Hash([0, 255, 7]), PartitionKeys.Hash(Hasher, new byte[] { 0, 255, 7 }));
        Assert.Equal(Hasher.Hash([0, 255, 7]), PartitionKeys.Hash(Hasher, new ReadOnlyMemory<byte>([0, 255, 7])));
    }

    [Fact]
    public void Strings_of_every_length_hash_as_their_UTF8()
        => Gen.String.Sample(text => PartitionKeys.Hash(Hasher, text + text + text) == Hash(text + text + text));

    [Theory]
    [InlineData(84)]
    [InlineData(85)]
    [InlineData(86)]
    [InlineData(100_000)]
    public void Strings_around_the_stack_bound_and_far_beyond_hash_alike(int length)
    {
        var key = new string('€', length);
        Assert.Equal(Hash(key), PartitionKeys.Hash(Hasher, key));
    }

    [Fact]
    public void A_null_key_is_an_argument_exception()
    {
        Assert.ThrowsAny<ArgumentException>(() => PartitionKeys.Hash(Hasher, (string?)null));
        Assert.ThrowsAny<ArgumentException>(() => PartitionKeys.Hash(Hasher, (byte[]?)null));
        Assert.ThrowsAny<ArgumentException>(() => PartitionKeys.Hash(Hasher, (int?)null));
        Assert.ThrowsAny<ArgumentException>(() => PartitionKeys.Hash(Hasher, (Guid?)null));
    }

    [Fact]
    public void Every_hash_has_a_partition()
        => Gen.Select(Gen.ULong, Gen.Int[1, 65_536]).Sample((hash, count) => PartitionMap.Of(hash, count) == (int)(hash % (ulong)count));

    [Fact]
    public void Hashing_allocates_nothing()
    {
        var (guid, text, longText, bytes) = (Guid.NewGuid(), "customer-4711-€", new string('x', 10_000), new byte[] { 1, 2, 3 });
        ulong HashAll() => PartitionKeys.Hash(Hasher, 4711) ^ PartitionKeys.Hash(Hasher, long.MinValue) ^ PartitionKeys.Hash(Hasher, (Int128)1)
            ^ PartitionKeys.Hash(Hasher, guid) ^ PartitionKeys.Hash(Hasher, text) ^ PartitionKeys.Hash(Hasher, longText)
            ^ PartitionKeys.Hash(Hasher, bytes) ^ PartitionKeys.Hash(Hasher, true) ^ PartitionKeys.Hash(Hasher, 'x');

        for (var i = 0; i < 1000; i++) HashAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) HashAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ulong Hash(string text) => Hasher.Hash(Encoding.UTF8.GetBytes(text));
}
