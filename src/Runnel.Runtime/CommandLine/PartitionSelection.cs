using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>The partitions of one processor that a command is to work on.</summary>
internal static class PartitionSelection
{
    /// <summary>The leases of the partition, or of all.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="name">The processor's name.</param>
    /// <param name="partition">Null: all.</param>
    /// <param name="argument">How the command spells the partition, for messages.</param>
    /// <exception cref="SettingException">There is no such processor or partition.</exception>
    public static IReadOnlyList<LeaseId> Find(CommandContext context, string name, int? partition, string argument)
    {
        var processor = Selection.Processor(context.App, name);
        var count = Count(context, processor);
        if (partition is { } number && (number < 0 || number >= count))
            throw new SettingException($"{argument} is {number}. '{processor.Stream}' has partitions 0 to {count - 1}.");
        return partition is { } one ? [Lease(processor, one)] : All(processor, count);
    }

    /// <summary>The leases of all partitions.</summary>
    public static IReadOnlyList<LeaseId> All(CommandContext context, ProcessorDescriptor processor) => All(processor, Count(context, processor));

    /// <summary>What is stored of each lease, in order; all questions are on their way at once.</summary>
    public static async Task<LeaseState?[]> InspectAsync(IBroker broker, IReadOnlyList<LeaseId> leases, CancellationToken cancellationToken)
    {
        var states = new Task<LeaseState?>[leases.Count];
        for (var i = 0; i < states.Length; i++) states[i] = broker.InspectAsync(leases[i], cancellationToken).AsTask();
        return await Task.WhenAll(states);
    }

    /// <summary>Tells workers what was done to a partition. Those who do not hear of it look by themselves, a little later.</summary>
    public static async Task AnnounceAsync(IBroker broker, LeaseId lease, AnnouncementKind kind, CancellationToken cancellationToken)
    {
        try
        {
            var group = new GroupId(lease.Partition.Stream, lease.Processor);
            await broker.AnnounceAsync(group, new Announcement(kind, lease.Partition.Index), cancellationToken);
        }
        catch (BrokerException)
        {
            // What was asked for is done; only the hint is not.
        }
    }

    private static int Count(CommandContext context, ProcessorDescriptor processor)
        => context.Settings.ForStream(Selection.Stream(context.App, processor.Stream)).PartitionCount;

    private static LeaseId[] All(ProcessorDescriptor processor, int count)
    {
        var leases = new LeaseId[count];
        for (var index = 0; index < count; index++) leases[index] = Lease(processor, index);
        return leases;
    }

    private static LeaseId Lease(ProcessorDescriptor processor, int index) => new(new PartitionId(processor.Stream, index), processor.Name);
}
