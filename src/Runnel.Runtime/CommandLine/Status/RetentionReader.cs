using Runnel.Brokers;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>Reads from the broker what streams keep, and for whom. Nothing is changed.</summary>
internal static class RetentionReader
{
    /// <exception cref="BrokerException">The broker is not reachable.</exception>
    /// <param name="runtime">The app.</param>
    /// <param name="names">The streams.</param>
    /// <param name="processors">What is known of processors: the partitions of a stream that is kept by size need not be asked
    /// again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<StreamReport>> ReadAsync(
        AppRuntime runtime, IReadOnlyList<string> names, IReadOnlyList<ProcessorReport> processors, CancellationToken cancellationToken)
    {
        IReadOnlyList<RegisteredProcessor>? registered = null;
        var reports = new StreamReport[names.Count];
        for (var i = 0; i < reports.Length; i++)
        {
            var name = names[i];
            var options = runtime.Settings.ForStream(runtime.Stream(name).Descriptor);
            if (options.Retention == Retention.BySize && processors.FirstOrDefault(processor => processor.Stream == name) is { } known)
            {
                reports[i] = new StreamReport(name, options, TimeSpan.Zero, [.. known.Partitions.Select(Content)], []);
                continue;
            }

            registered ??= await runtime.Broker.RegisterAsync([], cancellationToken);
            reports[i] = await ReadAsync(runtime, name, registered, cancellationToken);
        }

        return reports;
    }

    private static PartitionContent Content(PartitionReport partition)
    {
        var (length, first, _, _) = partition.Progress.Partition;
        var oldest = length > 0 ? ProcessorProgress.AgeOf(first, partition.Progress.Now) : null;
        return new PartitionContent(partition.Index, length, oldest, null, default, partition.Problem);
    }

    private static async Task<StreamReport> ReadAsync(
        AppRuntime runtime, string name, IReadOnlyList<RegisteredProcessor> registered, CancellationToken cancellationToken)
    {
        var descriptor = runtime.Stream(name).Descriptor;
        var options = runtime.Settings.ForStream(descriptor);
        var processors = RegisteredProcessor.NamesOf(name, registered);
        var isKept = options.Retention == Retention.UntilProcessed;
        var abandonedAfter = runtime.Settings.Get(SettingTable.RetentionAbandonedAfter);
        var abandoned = isKept ? await FindAbandonedAsync(runtime.Broker, name, registered, abandonedAfter, cancellationToken) : [];
        var contents = new Task<PartitionContent>[options.PartitionCount];
        for (var i = 0; i < contents.Length; i++)
        {
            // Nothing may go, so nothing does: this is a look, with the eyes of who trims.
            var look = new TrimRequest(new PartitionId(name, i), processors, EntryId.Zero) { Abandoned = abandoned, AbandonedAfter = abandonedAfter };
            contents[i] = ReadAsync(runtime.Broker, look, isKept, cancellationToken);
        }

        var partitions = await Task.WhenAll(contents);
        var holders = await FindHoldersAsync(runtime.Broker, name, partitions, processors, cancellationToken);
        return new StreamReport(name, options, runtime.Settings.Get(SettingTable.RetentionAge, name), partitions, holders);
    }

    /// <summary>Those that nothing is kept for any more.</summary>
    private static async Task<IReadOnlyList<string>> FindAbandonedAsync(
        IBroker broker, string stream, IReadOnlyList<RegisteredProcessor> registered, TimeSpan after, CancellationToken cancellationToken)
    {
        List<string> abandoned = [];
        foreach (var processor in registered)
        {
            // One that was declared lately is not, and need not be asked about.
            if (processor.Group.Stream != stream || !processor.IsAbandoned(null, after)) continue;
            var group = await broker.InspectAsync(processor.Group, cancellationToken);
            if (processor.IsAbandoned(group.Quiet, after)) abandoned.Add(processor.Group.Processor);
        }

        return abandoned;
    }

    private static async Task<PartitionContent> ReadAsync(IBroker broker, TrimRequest look, bool isKept, CancellationToken cancellationToken)
    {
        var index = look.Partition.Index;
        try
        {
            var reply = await broker.TrimAsync(look, cancellationToken);
            var oldest = reply.Partition.Length > 0 ? ProcessorProgress.AgeOf(reply.Partition.First, reply.Now) : null;
            var heldBy = isKept && reply.Partition.Length > 0 && reply.Cursor < reply.Partition.Last ? reply.HeldBy : null;
            return new PartitionContent(index, reply.Partition.Length, oldest, heldBy, reply.Cursor);
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            // One partition's own: a key of another type, say. The others are there to be seen.
            return new PartitionContent(index, 0, null, null, default, error.Message);
        }
    }

    private static async Task<IReadOnlyList<RetentionHolder>> FindHoldersAsync(
        IBroker broker, string stream, PartitionContent[] partitions, List<string> registered, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var partition in partitions)
        {
            if (partition.HeldBy is not { } name) continue;
            if (!held.TryGetValue(name, out var indexes)) held[name] = indexes = [];
            indexes.Add(partition.Index);
        }

        List<RetentionHolder> holders = [];
        string[] names = [.. held.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        foreach (var name in names)
        {
            // Another program's group may have a name that no processor has.
            var isRegistered = registered.Contains(name);
            var group = isRegistered ? await broker.InspectAsync(new GroupId(stream, name), cancellationToken) : GroupState.Empty;
            var members = group.Members.Count(static member => member.Remaining > TimeSpan.Zero);
            holders.Add(new RetentionHolder(name, held[name], isRegistered, members, group.Silence));
        }

        return holders;
    }
}
