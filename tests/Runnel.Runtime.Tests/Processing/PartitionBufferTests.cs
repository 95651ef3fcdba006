using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Processing;
using Xunit;

namespace Runnel.Runtime.Tests.Processing;

/// <summary>What a partition's buffer asks for follows the size of what came.</summary>
public sealed class PartitionBufferTests
{
    private const int Large = 512 * 1024;

    private readonly PartitionBuffer _buffer = new(new PartitionId("orders", 0), new PrefetchLimit(64, 4 * Large), new AsyncSignal());

    public PartitionBufferTests() => _buffer.Open(EntryId.Zero, generation: 1);

    [Fact]
    public void After_large_events_it_asks_for_few()
    {
        Fill(size: Large, count: 4);
        while (_buffer.Count > 0) _buffer.Take();

        Assert.Equal(3, Asked());
    }

    [Fact]
    public void After_small_events_it_asks_for_as_many_as_are_to_be_prefetched()
    {
        Fill(size: 10, count: 32);
        while (_buffer.Count > 0) _buffer.Take();

        Assert.Equal(64, Asked());
    }

    [Fact]
    public void A_batch_of_large_events_still_fits()
    {
        Fill(size: Large, count: 4);
        _buffer.EnsureCapacity(100);

        Assert.Equal(96, Asked());
    }

    private int Asked()
    {
        Assert.NotEqual(FetchPlan.None, _buffer.Plan(1, now: 0, out var request, out _));
        return request.Count;
    }

    private void Fill(int size, int count)
    {
        Assert.Equal(FetchPlan.Read, _buffer.Plan(1, now: 0, out var request, out var version));
        StreamEntry[] entries = [.. Enumerable.Range(1, count).Select(i => new StreamEntry(new EntryId(1, (ulong)i), new RawFields("data"u8.ToArray(), new byte[size])))];
        Assert.True(_buffer.Publish(version, 1, request.Count, entries));
    }
}
