using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>
/// Notices events that were trimmed while an owner was working on their partition and had not seen them: reading just goes on after the gap.
/// (Those that were trimmed while nobody worked on it are found when the lease is taken.) Looks as often as leases are renewed, since a look at each
/// commit would halve its speed.
/// </summary>
internal sealed class LossWatch(IBroker broker, LeaseKeeper keeper, TimeSpan interval, TimeProvider time, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(interval, time, cancellationToken);
            await Task.WhenAll(Array.ConvertAll(keeper.Leases(), lease => LookAsync(lease, cancellationToken)));
        }
    }

    private async Task LookAsync(Lease lease, CancellationToken cancellationToken)
    {
        var (stream, partition) = lease.Id.Partition;
        try
        {
            var lost = await broker.CountLostAsync(lease.Claim, cancellationToken);
            if (lost > 0) logger.EventsTrimmed(lease.Id.Processor, stream, partition, lost);
        }
        catch (BrokerException error)
        {
            // What was lost is still there to be counted the next time.
            logger.LossUnknown(lease.Id.Processor, stream, partition, error.Message);
        }
    }
}
