using Runnel.Brokers;
using Runnel.Hosting;
using Runnel.Streams;

namespace Runnel.CommandLine;

/// <summary>Follows the partitions of a stream: reads only, and prints in the order of ids.</summary>
internal sealed class Tail(AppRuntime runtime, EventStream stream, TailSelection selection, TailPrinter printer, CommandConsole console)
{
    /// <summary>How much of each partition is read at once.</summary>
    private const int Page = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private int _left = selection.Limit;

    /// <summary>Ends when as many events as asked for were printed, or by the token.</summary>
    /// <exception cref="BrokerException">A partition cannot be read, for good.</exception>
    public async Task RunAsync(PartitionId[] partitions, EntryId? start, CancellationToken cancellationToken)
    {
        var requests = await BeginAsync(partitions, start, cancellationToken);
        var isLost = false;
        while (_left > 0)
        {
            try
            {
                var reply = await runtime.Broker.WaitAsync("tail", requests, Patience, cancellationToken);
                await PrintAsync(reply.Partitions, requests);
                isLost = false;
            }
            catch (BrokerException error) when (error.IsTransient)
            {
                // Events are in no hurry to be looked at: it goes on where it stood, and says so once.
                if (!isLost) console.WriteError($"{error.Message} It goes on when {runtime.Broker.Address} answers again.");
                isLost = true;
                await Task.Delay(Pause, runtime.Time, cancellationToken);
            }
        }
    }

    private async Task<ReadRequest[]> BeginAsync(PartitionId[] partitions, EntryId? start, CancellationToken cancellationToken)
    {
        var ends = new Task<PartitionState>[start is null ? partitions.Length : 0];
        for (var i = 0; i < ends.Length; i++) ends[i] = runtime.Broker.InspectAsync(partitions[i], cancellationToken).AsTask();
        var requests = new ReadRequest[partitions.Length];
        for (var i = 0; i < requests.Length; i++) requests[i] = new ReadRequest(partitions[i], start ?? (await ends[i]).Last, Page);
        return requests;
    }

    /// <summary>Prints what partitions answered, merged by id.</summary>
    private async Task PrintAsync(IReadOnlyList<PartitionEntries> found, ReadRequest[] requests)
    {
        // After a full page there may be older events than another partition's next ones: those are read again with the next page.
        var bound = EntryId.MaxValue;
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Error is { } error) throw error;
            if (found[i].Entries.Count >= Page && found[i].Entries[^1].Id < bound) bound = found[i].Entries[^1].Id;
        }

        var at = new int[found.Count];
        while (_left > 0 && Oldest(found, at, bound) is var next and >= 0)
        {
            var (partition, entry) = (found[next].Partition, found[next].Entries[at[next]++]);
            if (await PrintAsync(new RawEvent(stream.Name, partition.Index, entry.Id, entry.Fields))) _left--;
            var request = requests.Length == 1 ? 0 : partition.Index;
            requests[request] = requests[request] with { After = entry.Id };
        }
    }

    private static int Oldest(IReadOnlyList<PartitionEntries> found, int[] at, EntryId bound)
    {
        var oldest = -1;
        for (var i = 0; i < at.Length; i++)
        {
            if (at[i] >= found[i].Entries.Count) continue;
            var id = found[i].Entries[at[i]].Id;
            if (id <= bound && (oldest < 0 || id < found[oldest].Entries[at[oldest]].Id)) oldest = i;
        }

        return oldest;
    }

    private async Task<bool> PrintAsync(RawEvent raw)
    {
        var record = printer.NeedsRecord || selection.Key is not null ? StoredRecord.Of(stream, raw.Fields) : null;
        if (!selection.Takes(record?.Key)) return false;
        await printer.PrintAsync(raw, record);
        return true;
    }
}
