using Runnel.Coordination;

namespace Runnel.Processing;

/// <summary>
/// What comes next on one partition was in hand at every death so far, and one more condemns it: it is handed out while no other suspect of the
/// process is, and the broker knows before.
/// </summary>
internal sealed class LastChance(ExecutorParts parts, Lease lease, CommitSlot slot) : IDisposable
{
    private IDisposable? _turn;

    /// <summary>Waits for the turn, and says that it begins. False: nothing may be handed out any more under this lease.</summary>
    public async ValueTask<bool> TakeAsync(CancellationToken stopping)
    {
        var (stream, partition) = lease.Id.Partition;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, stopping);
        try
        {
            _turn = await parts.Context.Suspects.TakeAsync(either.Token);
            parts.Logger.LastChance(lease.Id.Processor, stream, partition, slot.Confirmed, parts.Context.Options.LastChance);
            if (await BeginAsync(either.Token)) return true;
            if (lease.Lose(LeaseLoss.Fenced)) parts.Logger.LeaseFenced(lease.Id.Processor, stream, partition, lease.Epoch);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Stopping, or the lease is lost: the next owner gives the chance.
        }

        return false;
    }

    /// <summary>It was not the cause: once that is stored, the next suspect may begin.</summary>
    public async ValueTask PassAsync()
    {
        if (parts.Context.Options.AckMode == AckMode.Background) await slot.FlushAsync();
        Dispose();
    }

    public void Dispose() => _turn?.Dispose();

    private async ValueTask<bool> BeginAsync(CancellationToken cancellationToken)
    {
        var backoff = Backoff.ForBroker;
        while (true)
        {
            try
            {
                return await parts.Context.Broker.BeginAsync(lease.Claim, cancellationToken);
            }
            catch (BrokerException error)
            {
                parts.Logger.NotBegun(lease.Id.Processor, lease.Id.Partition.Stream, lease.Id.Partition.Index, error.Message);
            }

            await Task.Delay(backoff.Next(), parts.Context.Time, cancellationToken);
        }
    }
}
