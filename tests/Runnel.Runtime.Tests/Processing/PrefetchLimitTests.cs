using Runnel.Brokers;
using Runnel.Processing;
using Xunit;

namespace Runnel.Runtime.Tests.Processing;

/// <summary>Events are fetched ahead by number, and by their size where they are large.</summary>
public sealed class PrefetchLimitTests
{
    private const int Kilobyte = 1024;

    [Fact]
    public void Small_events_are_fetched_in_the_number_asked_for()
    {
        var limit = new PrefetchLimit(64, 2048 * Kilobyte);

        limit.Learn(Of(50, 50, 50));

        Assert.Equal(64, limit.Count);
    }

    [Theory]
    [InlineData(16, 32)]
    [InlineData(1024, 1)]
    public void The_first_events_are_taken_for_large(int partitions, int expected)
        => Assert.Equal(expected, new PrefetchLimit(64, PrefetchLimit.ShareOf(partitions)).Count);

    [Fact]
    public void Large_events_are_fetched_in_smaller_numbers()
    {
        var limit = new PrefetchLimit(64, 2048 * Kilobyte);

        limit.Learn(Of(512 * Kilobyte, 512 * Kilobyte));

        Assert.Equal(3, limit.Count);
    }

    [Fact]
    public void Events_larger_than_the_share_still_come_one_by_one()
    {
        var limit = new PrefetchLimit(64, 100 * Kilobyte);

        limit.Learn(Of(512 * Kilobyte));

        Assert.Equal(1, limit.Count);
    }

    [Fact]
    public void A_batch_gets_what_it_needs_however_large_its_events_are()
    {
        var limit = new PrefetchLimit(64, 100 * Kilobyte);
        limit.Learn(Of(512 * Kilobyte));

        limit.Need(100);
        limit.Learn(Of(512 * Kilobyte));

        Assert.Equal(100, limit.Count);
    }

    [Fact]
    public void Large_ones_count_at_once_and_small_ones_little_by_little()
    {
        var limit = new PrefetchLimit(64, 2048 * Kilobyte);
        limit.Learn(Of(10, 10));
        limit.Learn(Of(512 * Kilobyte, 512 * Kilobyte));
        Assert.Equal(3, limit.Count);

        limit.Learn(Of(10, 10));
        Assert.InRange(limit.Count, 4, 8);
        for (var i = 0; i < 20; i++) limit.Learn(Of(10, 10));

        Assert.Equal(64, limit.Count);
    }

    [Fact]
    public void A_few_of_many_are_looked_at()
    {
        var limit = new PrefetchLimit(1000, 2048 * Kilobyte);

        limit.Learn(Of([.. Enumerable.Repeat(10, 998), 512 * Kilobyte]));

        Assert.Equal(1000, limit.Count);
    }

    private static StreamEntry[] Of(params int[] sizes)
        => [.. sizes.Select(static (size, i) => new StreamEntry(new EntryId(1, (ulong)i + 1), new RawFields("data"u8.ToArray(), new byte[size])))];
}
