using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Processing;
using Runnel.Threading;

namespace Runnel.Hosting;

/// <summary>
/// Asks how far behind a worker's processors are on the partitions that are its own: while somebody listens to the figures or has asked for
/// them lately, every <see cref="Pace"/>, one question at a time, and never for more than half of the time. Else it waits, and costs nothing.
/// </summary>
internal sealed class LagWatch(IBroker broker, Executor[] executors, TimeProvider time, ILogger logger)
{
    /// <summary>How long it rests after each look, at least.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <summary>How long a figure is told that could not be asked for again: autoscalers must not take an outage for an empty stream.</summary>
    public static readonly TimeSpan LongestKept = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Interest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly AsyncSignal _wanted = new();
    private readonly LagFigure?[][] _figures = Array.ConvertAll(executors, static executor => new LagFigure?[executor.PartitionCount]);
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _interestEnds = long.MinValue;
    private long _freshUntil = long.MinValue;
    private volatile bool _isRunning;

    /// <summary>Whether somebody listens to the figures; tests decide that for themselves.</summary>
    public Func<bool> IsListenedTo { get; init; } = static () => LagMetrics.IsWanted;

    /// <summary>Whether there is anybody who looks when figures are wanted.</summary>
    public bool IsRunning => _isRunning;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(static state => ((AsyncSignal)state!).Set(), _wanted);
        LagMetrics.Add(this);
        _isRunning = true;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                if (IsWanted) await LookAsync(cancellationToken);
                else await _wanted.WaitAsync();
            }
        }
        finally
        {
            _isRunning = false;
            LagMetrics.Remove(this);
            _looked.TrySetResult();
        }
    }

    /// <summary>Somebody looks at the figures: it keeps them fresh for a while. Does not wait.</summary>
    public void Want()
    {
        Volatile.Write(ref _interestEnds, After(Interest));
        _wanted.Set();
    }

    /// <summary>The same, and waits for fresh figures, for a moment: when the broker is away, what is known has to do.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var looked = Volatile.Read(ref _looked).Task;
        Want();
        if (!_isRunning || time.GetTimestamp() < Volatile.Read(ref _freshUntil)) return;
        await Waits.Follow(looked).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(Waits.Quietly);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>What is known of the partitions that are the worker's own now.</summary>
    public LagFigure[] Figures()
    {
        var own = Partitions();
        var (figures, count) = (new LagFigure[own.Length], 0);
        foreach (var partition in own)
        {
            if (Known(partition) is { } figure && time.GetElapsedTime(figure.At) < LongestKept) figures[count++] = figure;
        }

        return figures[..count];
    }

    /// <summary>The partitions that are the worker's own now.</summary>
    public SharedPartition[] Partitions()
    {
        SharedPartition[] own = [];
        foreach (var executor in executors) own = [.. own, .. Share(executor)];
        return own;
    }

    private bool IsWanted => IsListenedTo() || time.GetTimestamp() < Volatile.Read(ref _interestEnds);

    private static SharedPartition[] Share(Executor executor) => executor.Monitor?.Share() ?? [];

    /// <summary>What is known of partitions that are not in the share any more.</summary>
    private static void Forget(LagFigure?[] known, SharedPartition[] share)
    {
        var next = 0;
        foreach (var partition in share)
        {
            while (next < partition.Index) known[next++] = null;
            next++;
        }

        while (next < known.Length) known[next++] = null;
    }

    private LagFigure? Known(SharedPartition partition)
    {
        for (var i = 0; i < executors.Length; i++)
        {
            if (executors[i].Group == partition.Group) return _figures[i][partition.Index];
        }

        return null;
    }

    private long After(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var i = 0; i < executors.Length; i++)
        {
            var (known, share) = (_figures[i], Share(executors[i]));
            Forget(known, share);
            foreach (var partition in share)
            {
                var lease = new LeaseId(new PartitionId(partition.Group.Stream, partition.Index), partition.Group.Processor);
                try
                {
                    var at = time.GetTimestamp();
                    known[partition.Index] = new LagFigure(partition, await broker.InspectProgressAsync(lease, cancellationToken), at);
                }
                catch (BrokerException error)
                {
                    logger.LagUnknown(partition.Group.Processor, partition.Group.Stream, partition.Index, error.Message);

                    // It is away: the rest would only wait for it, each in turn.
                    if (error.IsTransient) break;
                    known[partition.Index] = null;
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return;
                }
            }
        }

        var took = time.GetElapsedTime(began);
        var rest = took > Pace ? took : Pace;
        Volatile.Write(ref _freshUntil, After(rest + took + Pace));
        Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        await Task.Delay(rest, time, cancellationToken).ConfigureAwait(Waits.Quietly);
    }
}
