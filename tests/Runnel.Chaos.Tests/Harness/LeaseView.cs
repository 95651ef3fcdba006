using System.Globalization;
using Runnel.Tests.Checking;
using StackExchange.Redis;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>A lease as the server stores it.</summary>
internal sealed record LeaseView(int Partition, string Owner, long Epoch, TimeSpan Left, EntryId Cursor)
{
    public bool IsOf(WorkerProcess worker) => Owner.Contains(string.Create(CultureInfo.InvariantCulture, $"-{worker.Id}-"), StringComparison.Ordinal);

    /// <summary>All 16, by one look at the server's clock.</summary>
    public static async Task<IReadOnlyList<LeaseView>> ReadAsync(IDatabase redis, string processor)
    {
        var time = (RedisResult[])(await redis.ExecuteAsync("TIME"))!;
        var now = ((long)time[0] * 1000) + ((long)time[1] / 1000);
        List<LeaseView> leases = [];
        for (var partition = 0; partition < 16; partition++)
        {
            var state = await redis.HashGetAsync(Keys.State(partition, processor), ["owner", "epoch", "expiry", "cursor"]);
            leases.Add(new LeaseView(
                partition, (string?)state[0] ?? "", (long?)state[1] ?? 0, TimeSpan.FromMilliseconds(((long?)state[2] ?? 0) - now),
                (string?)state[3] is { } cursor ? EntryId.Parse(cursor) : EntryId.Zero));
        }

        return leases;
    }
}

/// <summary>Questions that tests ask of handlings.</summary>
internal static class HandlingQuestions
{
    public static bool IsBy(this Handling handling, WorkerProcess worker)
        => handling.Owner.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{worker.Id}-"), StringComparison.Ordinal);

    /// <summary>How often a partition went from one process to another.</summary>
    public static int Moves(this IEnumerable<Handling> handlings)
        => handlings.GroupBy(static handling => handling.Partition).Sum(static partition =>
        {
            var owners = partition.OrderBy(static handling => handling.Epoch).ThenBy(static handling => handling.Begin)
                .Select(static handling => handling.Owner).ToList();
            return owners.Zip(owners.Skip(1)).Count(static pair => pair.First != pair.Second);
        });

    /// <summary>The begin of the first handling of a partition after a moment by somebody else than <paramref name="not"/>.</summary>
    public static long? FirstAfter(this IEnumerable<Handling> handlings, int partition, long moment, WorkerProcess not)
        => handlings.Where(handling => handling.Partition == partition && handling.Begin > moment && !handling.IsBy(not))
            .Select(static handling => (long?)handling.Begin).Min();
}
