using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Processing;
using Runnel.Threading;

namespace Runnel.Hosting;

/// <summary>
/// Asks how far behind a worker's processors are on the partitions that are its own: while somebody listens to the figures or has asked for
/// them lately, every <see cref="Pace"/>, and never for more than a tenth of the time. Else it waits, and costs nothing.
/// </summary>
internal sealed class LagWatch(IBroker broker, IReadOnlyList<Executor> executors, TimeProvider time, ILogger logger)
{
    /// <summary>How long it rests after each look, at least.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <summary>How long a figure is told that could not be asked for again: autoscalers must not take an outage for an empty stream.</summary>
    public static readonly TimeSpan LongestKept = TimeSpan.FromMinutes(1);

    private const int MostQuestions = 8;

    private static readonly TimeSpan Interest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly AsyncSignal _wanted = new();
    private readonly LagFigure?[][] _figures = [.. executors.Select(static executor => new LagFigure?[executor.PartitionCount])];
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
    public List<LagFigure> Figures()
    {
        var figures = new List<LagFigure>();
        for (var i = 0; i < executors.Count; i++)
        {
            foreach (var partition in Share(i))
            {
                if (_figures[i][partition.Index] is { } figure && time.GetElapsedTime(figure.At) < LongestKept) figures.Add(figure);
            }
        }

        return figures;
    }

    /// <summary>The partitions that are the worker's own now.</summary>
    public List<SharedPartition> Partitions()
    {
        var partitions = new List<SharedPartition>();
        for (var i = 0; i < executors.Count; i++) partitions.AddRange(Share(i));
        return partitions;
    }

    private bool IsWanted => IsListenedTo() || time.GetTimestamp() < Volatile.Read(ref _interestEnds);

    private IReadOnlyList<SharedPartition> Share(int executor) => executors[executor].Monitor?.Share() ?? [];

    private long After(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var questions = new Queue<Question>();
        for (var i = 0; i < executors.Count; i++)
        {
            var share = Share(i);
            var own = new bool[_figures[i].Length];
            foreach (var partition in share)
            {
                own[partition.Index] = true;
                questions.Enqueue(new Question(i, partition.Index));
            }

            for (var partition = 0; partition < own.Length; partition++)
            {
                if (!own[partition]) _figures[i][partition] = null;
            }
        }

        var asking = new Task[Math.Min(MostQuestions, questions.Count)];
        for (var i = 0; i < asking.Length; i++) asking[i] = AskAsync(questions, cancellationToken);
        await Task.WhenAll(asking);

        var took = time.GetElapsedTime(began);
        var rest = took * 9 > Pace ? took * 9 : Pace;
        Volatile.Write(ref _freshUntil, After(rest + took + Pace));
        Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        await Task.Delay(rest, time, cancellationToken).ConfigureAwait(Waits.Quietly);
    }

    private async Task AskAsync(Queue<Question> questions, CancellationToken cancellationToken)
    {
        while (true)
        {
            Question? question;
            lock (questions)
            {
                if (!questions.TryDequeue(out question)) return;
            }

            var (executor, partition) = (question.Executor, question.Partition);
            var group = executors[executor].Group;
            try
            {
                var at = time.GetTimestamp();
                var lease = new LeaseId(new PartitionId(group.Stream, partition), group.Processor);
                var progress = await broker.InspectProgressAsync(lease, cancellationToken);
                _figures[executor][partition] = new LagFigure(group, partition, progress, at);
            }
            catch (BrokerException error)
            {
                logger.LagUnknown(group.Processor, group.Stream, partition, error.Message);
                if (error.IsTransient)
                {
                    // It is away: the rest would only wait for it, each in turn.
                    lock (questions) questions.Clear();
                }
                else
                {
                    _figures[executor][partition] = null;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>What is to be asked.</summary>
    private sealed class Question(int executor, int partition)
    {
        public int Executor => executor;

        public int Partition => partition;
    }
}
