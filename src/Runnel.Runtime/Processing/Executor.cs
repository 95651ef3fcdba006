using Microsoft.Extensions.Logging;
using Runnel.Coordination;
using Runnel.Pipeline;

namespace Runnel.Processing;

/// <summary>
/// Runs one processor in this worker: one reader, one committer and one renewer for all its partitions, and for each partition an owner
/// that takes and works it. Runs once.
/// </summary>
internal sealed class Executor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ExecutorContext _context;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private PartitionOwner[] _owners = [];
    private bool _isHalted;
    private Exception? _error;

    public Executor(ExecutorContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger("Runnel.Processing");
        Id = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";
    }

    /// <summary>Who owns its leases; new each run.</summary>
    public string Id { get; }

    /// <summary>Runs until <paramref name="stopping"/> fires and everything is drained within the grace period, or a processor halted.</summary>
    public async Task<ExecutorResult> RunAsync(CancellationToken stopping)
    {
        var time = _context.Time;
        var shape = ((IPipelineProcessor)_context.Processor).CreateShape(_context.App, _context.Services, _context.Stream, _context.Options);
        var outage = new Outage(_context.Processor.Name, _context.Broker.Address, time, _logger);
        var committer = new Committer(_context, outage, _logger);
        var keeper = new LeaseKeeper(_context.Broker, _context.Options.LockExpiry, time, outage, _logger);
        using var fetcher = new Fetcher(_context, Id, outage, _logger);
        var parts = new ExecutorParts(
            _context, Id, shape, BuildChain(shape), _context.AppMiddleware.Count > 0 || shape.Middleware.Count > 0,
            new LeaseAcquirer(_context.Broker, Id, _context.Options.LockExpiry, time, outage, _logger), keeper, committer, _logger);

        using var background = new CancellationTokenSource();
        Task[] services =
        [
            GuardAsync("reading", fetcher.RunAsync(background.Token), background.Token),
            GuardAsync("committing", committer.RunAsync(background.Token), background.Token),
            GuardAsync("renewing leases", keeper.RunAsync(background.Token), background.Token),
        ];
        using (stopping.UnsafeRegister(static state => ((Executor)state!).Stop(), this))
        {
            _logger.Started(_context.Processor.Name, _context.Processor.Source, _context.Stream.Name, _context.Stream.PartitionCount, Id);
            await RunOwnersAsync(parts, fetcher);
        }

        await background.CancelAsync();
        await Task.WhenAll(services);
        await shape.DisposeAsync();
        _logger.Stopped(_context.Processor.Name);
        lock (_gate) return new ExecutorResult(_isHalted, _error);
    }

    private DeliveryHandler BuildChain(ProcessorShape shape)
    {
        var logger = _context.Loggers.CreateLogger("Runnel.Pipeline");
        var deadLetters = _context.DeadLetterSink is { } sink ? new DeadLetterMiddleware(sink, _context.Time, logger) : null;
        return MiddlewareChain.Build(_context.AppMiddleware, shape.Middleware, deadLetters, _context.Options, _context.Time, logger);
    }

    /// <summary>Every partition is taken. (Where workers share a stream, an assignment says which, and changes.)</summary>
    private async Task RunOwnersAsync(ExecutorParts parts, Fetcher fetcher)
    {
        if (_context.Options.JoinDelay > TimeSpan.Zero)
        {
            await Task.WhenAny(Task.Delay(_context.Options.JoinDelay, _context.Time), _stop.Task);
        }

        var owners = new PartitionOwner[fetcher.Buffers.Count];
        for (var i = 0; i < owners.Length; i++) owners[i] = new PartitionOwner(parts, fetcher.Buffers[i]);
        Volatile.Write(ref _owners, owners);
        if (_stop.Task.IsCompleted) Stop();

        var runs = new Task[owners.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            // Each on the thread pool: a processor that blocks its thread must not hold up the start of the next partition.
            var owner = owners[i];
            runs[i] = Task.Run(() => RunOwnerAsync(owner), CancellationToken.None);
        }

        var all = Task.WhenAll(runs);
        await Task.WhenAny(all, _stop.Task);
        if (!all.IsCompleted) await DrainAsync(owners, runs, all);
        for (var i = 0; i < owners.Length; i++)
        {
            if (runs[i].IsCompleted) owners[i].Dispose();
        }
    }

    private async Task RunOwnerAsync(PartitionOwner owner)
    {
        try
        {
            if (await owner.RunAsync() is { } error) Halt(error);
        }
        catch (Exception error)
        {
            _logger.Faulted(error, _context.Processor.Name, "a partition");
            Halt(error);
        }
    }

    private async Task DrainAsync(PartitionOwner[] owners, Task[] runs, Task all)
    {
        if (await EndsWithinAsync(all, _context.Options.GracePeriod)) return;
        ForEachLeft(static owner => owner.Cancel());
        if (await EndsWithinAsync(all, Patience)) return;
        ForEachLeft(static owner => owner.GiveUp());
        if (await EndsWithinAsync(all, Patience)) return;
        ForEachLeft(static owner => owner.ReportLeft());

        void ForEachLeft(Action<PartitionOwner> action)
        {
            for (var i = 0; i < owners.Length; i++)
            {
                if (!runs[i].IsCompleted) action(owners[i]);
            }
        }
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan bound)
    {
        await task.WaitAsync(bound, _context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    private async Task GuardAsync(string part, Task task, CancellationToken ended)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            _logger.Faulted(error, _context.Processor.Name, part);
            Halt(error);
        }
    }

    private void Halt(Exception error)
    {
        lock (_gate)
        {
            _isHalted = true;
            _error ??= error;
        }

        Stop();
    }

    private void Stop()
    {
        _stop.TrySetResult();
        foreach (var owner in Volatile.Read(ref _owners)) owner.Stop();
    }
}
