using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>Reads from the broker where processors stand: all questions are on their way at once, and none changes anything.</summary>
internal static class StatusReader
{
    /// <exception cref="BrokerException">The broker is not reachable.</exception>
    public static async Task<AppReport> ReadAsync(
        AppRuntime runtime, IReadOnlyList<ProcessorDescriptor> processors, IReadOnlyList<string> streams, CancellationToken cancellationToken)
    {
        var leader = runtime.Broker.InspectLeaderAsync(cancellationToken).AsTask();
        var reports = await Task.WhenAll(processors.Select(processor => ReadAsync(runtime, processor, cancellationToken)));
        var kept = await RetentionReader.ReadAsync(runtime, streams, reports, cancellationToken);
        var clocks = reports.SelectMany(static report => report.Partitions)
            .Where(static partition => partition.Problem is null)
            .Select(static partition => (DateTimeOffset?)partition.Progress.Now);
        return new AppReport(runtime.Descriptor.Name, runtime.Broker.Address, clocks.Max(), await leader, reports, kept);
    }

    private static async Task<ProcessorReport> ReadAsync(AppRuntime runtime, ProcessorDescriptor processor, CancellationToken cancellationToken)
    {
        var (broker, count) = (runtime.Broker, runtime.Stream(processor.Stream).PartitionCount);
        var asked = broker.InspectAsync(new GroupId(processor.Stream, processor.Name), cancellationToken).AsTask();
        var partitions = new Task<PartitionReport>[count];
        for (var index = 0; index < count; index++) partitions[index] = ReadAsync(broker, processor, index, cancellationToken);
        var group = await asked;
        var reports = await Task.WhenAll(partitions);
        return new ProcessorReport(processor.Name, processor.Stream, group, Array.ConvertAll(reports, report => Judge(report, group)));
    }

    private static PartitionReport Judge(PartitionReport report, GroupState group)
    {
        var assignedTo = group.Assignment is { } assignment && report.Index < assignment.Owners.Count ? assignment.OwnerOf(report.Index) : null;
        var standing = report.Problem is null ? PartitionStandings.Judge(report.Progress, group, assignedTo) : PartitionStanding.Unreadable;
        return report with { AssignedTo = assignedTo, Standing = standing };
    }

    private static async Task<PartitionReport> ReadAsync(
        IBroker broker, ProcessorDescriptor processor, int index, CancellationToken cancellationToken)
    {
        try
        {
            var lease = new LeaseId(new PartitionId(processor.Stream, index), processor.Name);
            return new PartitionReport(index, PartitionStanding.NeverStarted, await broker.InspectProgressAsync(lease, cancellationToken));
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            // One partition's own: a key of another type, a mark that somebody wrote by hand. The others are there to be seen.
            return new PartitionReport(index, PartitionStanding.Unreadable, new ProcessorProgress(), Problem: error.Message);
        }
    }
}
