using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Pipeline;
using Runnel.Telemetry;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>
/// Runs one processor in this worker: shares the stream's partitions with the executors of other workers, with one reader, one committer and
/// one renewer for all those it has, and for each an owner that takes and works it. Runs once.
/// </summary>
internal sealed class Executor
{
    private readonly ExecutorContext _context;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private PartitionSet? _partitions;
    private ExecutorMonitor? _monitor;
    private bool _isHalted;
    private Exception? _error;

    public Executor(ExecutorContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger("Runnel.Processing");
        Id = $"{Environment.MachineName}-{Environment.ProcessId}-{Chance.NextGuid().ToString("N")[..8]}";
    }

    /// <summary>Who owns its leases; new each run.</summary>
    public string Id { get; }

    /// <summary>Whose group it joins.</summary>
    public GroupId Group => new(_context.Stream.Name, _context.Processor.Name);

    /// <summary>How many partitions its stream has.</summary>
    public int PartitionCount => _context.Stream.PartitionCount;

    /// <summary>What it tells of itself; null: it does not run.</summary>
    public ExecutorMonitor? Monitor => Volatile.Read(ref _monitor);

    /// <summary>Runs until <paramref name="stopping"/> fires and everything is drained within the grace period, or a processor halted.</summary>
    public async Task<ExecutorResult> RunAsync(CancellationToken stopping)
    {
        var (time, options) = (_context.Time, _context.Options);
        var group = Group;
        var shape = ((IPipelineProcessor)_context.Processor).CreateShape(_context.App, _context.Services, _context.Stream, options);
        var outage = new Outage(group.Processor, _context.Broker.Address, time, _logger);
        var committer = new Committer(_context, outage, _logger);
        var keeper = new LeaseKeeper(_context.Broker, options.LockExpiry, time, outage, _logger);
        var announcer = new Announcer(_context.Broker, group, options.AssignmentSleep, time, _logger);
        var notes = new FailureNotes(_context, _logger);
        using var fetcher = new Fetcher(_context, Id, outage, _logger);
        using var circuit = options.CircuitBreakerFailures == 0
            ? null
            : new Circuit(options.CircuitBreakerFailures, options.CircuitBreakerPause, options.CircuitBreakerMaxPause, time);
        var parts = new ExecutorParts(
            _context, Id, shape, BuildChain(shape, circuit), _context.AppMiddleware.Count > 0 || shape.Middleware.Count > 0,
            new LeaseAcquirer(_context.Broker, Id, options.LockExpiry, options.AssignmentSleep, options.LastChance, time, outage, _logger)
            {
                Saw = (partition, quarantine) => Volatile.Read(ref _partitions)!.See(partition, quarantine),
            },
            keeper, committer, notes, circuit, _logger);
        var partitions = new PartitionSet(parts, fetcher.Buffers, announcer, Halt);
        Volatile.Write(ref _partitions, partitions);
        using var figures = PartitionGauges.Add(partitions);
        var membershipOptions = new MembershipOptions(options.LockExpiry, options.JoinDelay, options.AssignmentAttempts, options.AssignmentSleep);
        var losses = new LossWatch(_context.Broker, keeper, membershipOptions.Interval, time, _logger);
        using var membership = new Membership(
            _context.Broker, group, Id, membershipOptions, fetcher.Buffers.Count, announcer, time, outage, _logger);

        LoopPulse[] pulses = [.. fetcher.Pulses, .. committer.Pulses, membership.Pulse, .. keeper.Pulses];
        Volatile.Write(ref _monitor, new ExecutorMonitor(pulses, membership, partitions));
        using var background = new CancellationTokenSource();
        using var leaving = new CancellationTokenSource();
        Task[] services =
        [
            GuardAsync("reading", fetcher.RunAsync(background.Token), background.Token),
            GuardAsync("committing", committer.RunAsync(background.Token), background.Token),
            GuardAsync("renewing leases", keeper.RunAsync(background.Token), background.Token),
            GuardAsync("looking for losses", losses.RunAsync(background.Token), background.Token),
            GuardAsync("listening", announcer.ListenAsync(Hear, LookAgain, background.Token), background.Token),
            GuardAsync("noting failures", notes.RunAsync(background.Token), background.Token),
        ];
        await using (stopping.UnsafeRegister(static state => ((Executor)state!).Stop(), this))
        {
            _logger.Started(group.Processor, _context.Processor.Source, group.Stream, _context.Stream.PartitionCount, Id);
            var member = GuardAsync("membership", membership.RunAsync(partitions.Assign, leaving.Token), leaving.Token);
            await _stop.Task;

            // It leaves at once: the others wait for each partition as it is given up, not for the slowest one.
            await Background.CancelAsync(leaving);
            partitions.Stop();
            await partitions.DrainAsync();
            await member;
        }

        Volatile.Write(ref _monitor, null);
        await Background.CancelAsync(background);
        await Task.WhenAll(services);
        await shape.DisposeAsync();
        _logger.Stopped(group.Processor);
        lock (_gate) return new ExecutorResult(_isHalted, _error);

        void Hear(Announcement announcement)
        {
            switch (announcement.Kind)
            {
                case AnnouncementKind.PartitionFree:
                    partitions.Free(announcement.Partition);
                    break;
                case AnnouncementKind.PartitionChanged:
                    partitions.Change(announcement.Partition);
                    break;
                default:
                    membership.Look();
                    break;
            }
        }

        void LookAgain()
        {
            membership.Look();
            partitions.FreeAll();
            keeper.Look();
        }
    }

    private DeliveryHandler BuildChain(ProcessorShape shape, Circuit? circuit)
    {
        var logger = _context.Loggers.CreateLogger("Runnel.Pipeline");
        // Where keys are parked, the partition appends the letters itself: only then the key is parked, and the outcome of the one decides on the other.
        var deadLetters = _context is { DeadLetterSink: { } sink, Options.DeadLetterMode: DeadLetterMode.Forward } ? new DeadLetterMiddleware(sink, _context.Time, logger) : null;
        var breaker = circuit is null ? null : new CircuitBreaker(circuit, _context.Options.Rules, _logger);
        Func<bool>? isPaused = circuit is null ? null : () => circuit.IsOpen;
        return MiddlewareChain.Build(_context.AppMiddleware, shape.Middleware, deadLetters, breaker, isPaused, _context.Options, _context.Time, logger);
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

    /// <summary>At once, on the caller's thread: when it returns, nothing more is handed out.</summary>
    private void Stop()
    {
        Volatile.Read(ref _partitions)?.Stop();
        _stop.TrySetResult();
    }
}
