#pragma warning disable xUnit1051 // Tokens are part of what is tested here: sends go without one on purpose.
using Runnel.Brokers.Memory;
using Runnel.Tests.Sending;
using Xunit;

namespace Runnel.Streams;

public sealed class EventStreamTests
{
    private readonly EventStream<Numbered> _stream = TestStreams.Bind(new MemoryBroker("app", new MemoryServer(TimeProvider.System)));

    [Fact]
    public async Task Before_it_is_bound_a_stream_says_why_it_cannot_be_used()
    {
        var unbound = new EventStream<Numbered>(TestStreams.Descriptor());

        Assert.Equal("numbers", unbound.Name);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await unbound.SendAsync(new Numbered("a", 1)));
        Assert.Contains("Test.Numbers", error.Message, StringComparison.Ordinal);
        Assert.Contains("constructor", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await unbound.SendAsync(new Numbered("a", 1), new EntryId(1, 1)));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await unbound.SendManyAsync([]));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await unbound.SendRawAsync(0, default, default));
        Assert.Throws<InvalidOperationException>(() => unbound.PartitionOf(new Numbered("a", 1)));
        Assert.Throws<InvalidOperationException>(() => unbound.Decode(default(RawFields)));
        Assert.Throws<InvalidOperationException>(() => unbound.ReadAsync(0));
        Assert.Throws<InvalidOperationException>(() => unbound.PartitionCount);
    }

    [Fact]
    public void A_stream_is_bound_once()
        => Assert.Throws<InvalidOperationException>(() => _stream.Bind(null!));

    [Fact]
    public async Task A_null_record_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _stream.SendAsync(null!));
        Assert.Throws<ArgumentNullException>(() => _stream.PartitionOf(null!));
        var error = await Assert.ThrowsAsync<SendException>(() => _stream.SendManyAsync([null!]));
        Assert.IsType<ArgumentNullException>(error.InnerException);
    }

    [Fact]
    public async Task A_derived_record_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await _stream.SendAsync(new Derived("a", 1, "more")));
        Assert.Contains("Derived", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _stream.ReadAllAsync());
    }

    [Fact]
    public async Task A_record_without_a_key_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await _stream.SendAsync(new Numbered(null, 1)));
        Assert.Contains("Numbered", error.Message, StringComparison.Ordinal);
        Assert.Contains("Test.Numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_zero_id_is_refused()
        => await Assert.ThrowsAsync<ArgumentException>(async () => await _stream.SendAsync(new Numbered("a", 1), EntryId.Zero));

    [Fact]
    public async Task A_partition_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.ReadAsync(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.ReadAsync(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.ReadAsync(0, count: -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _stream.SendRawAsync(4, default, default));
    }

    [Fact]
    public async Task The_partition_of_a_record_is_where_it_is_sent()
    {
        foreach (var key in Enumerable.Range(0, 50))
        {
            var record = new Numbered($"{key}", key);
            await _stream.SendAsync(record);
            Assert.Contains(record, await _stream.ReadAllAsync(_stream.PartitionOf(record)));
        }
    }

    [Fact]
    public async Task What_cannot_be_encoded_fails_the_send()
    {
        var stream = TestStreams.Bind(
            new MemoryBroker("other", new MemoryServer(TimeProvider.System)),
            codec: static _ => new StructuredCodec<Numbered>(new Refusing(), null));
        await Assert.ThrowsAsync<RecordFormatException>(async () => await stream.SendAsync(new Numbered("a", 1)));
    }

    [Fact]
    public void Sending_to_memory_is_done_when_the_call_returns()
        => Assert.True(_stream.SendAsync(new Numbered("a", 1)).AsTask().IsCompletedSuccessfully);

    private sealed record Derived(string? Key, long Number, string More) : Numbered(Key, Number);

    private sealed class Refusing : ISerializer<Numbered>
    {
        public void Serialize(Numbered value, System.Buffers.IBufferWriter<byte> output) => throw new NotSupportedException();

        public Numbered Deserialize(System.Buffers.ReadOnlySequence<byte> input) => throw new NotSupportedException();
    }
}
