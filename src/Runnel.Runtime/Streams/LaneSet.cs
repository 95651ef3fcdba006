using Runnel.Brokers;

namespace Runnel.Streams;

/// <summary>The lanes of one stream, one per partition, each made when it is first used.</summary>
internal sealed class LaneSet(string stream, int partitionCount, LaneSettings settings)
{
    private readonly Lane?[] _lanes = new Lane?[partitionCount];
    private volatile bool _isClosed;

    public TimeProvider Time => settings.Time;

    public Lane this[int partition] => Volatile.Read(ref _lanes[partition]) ?? Make(partition);

    /// <summary>Takes what has not begun of one target out of all lanes.</summary>
    public void Withdraw(SendTarget target)
    {
        foreach (var lane in _lanes) lane?.Withdraw(target);
    }

    /// <summary>Ends when nothing is queued or being sent any more; while others go on sending, that may be never.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in _lanes)
        {
            if (lane is not null) await lane.WhenIdleAsync().WaitAsync(cancellationToken);
        }
    }

    /// <summary>Refuses further records and flushes. Once the token is cancelled, it gives up what is left, and tells each caller the outcome.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _isClosed = true;
        foreach (var lane in _lanes) lane?.Close();
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            foreach (var lane in _lanes) lane?.Abort();
            await FlushAsync(CancellationToken.None);
        }
    }

    private Lane Make(int partition)
    {
        var made = new Lane(new PartitionId(stream, partition), settings);
        var lane = Interlocked.CompareExchange(ref _lanes[partition], made, null) ?? made;
        if (_isClosed) lane.Close();
        return lane;
    }
}
