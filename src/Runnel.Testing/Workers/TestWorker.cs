using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runnel.Brokers.Memory;
using Runnel.Contracts;
using Runnel.Hosting;
using Runnel.Testing.Draining;
using Runnel.Testing.Watching;

namespace Runnel.Testing;

/// <summary>
/// One worker of a test host: everything it has is its own (services, the app's instance, its connection to the broker), as in a process of
/// its own.
/// </summary>
public sealed class TestWorker
{
    private readonly TestBed _bed;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping;
    private readonly HashSet<string> _executors = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];
    private RunnelApplication? _application;
    private Func<IServiceProvider, AppRuntime> _find = null!;
    private IReadOnlyList<string> _named = [];
    private AppRuntime? _runtime;
    private Task _run = Task.CompletedTask;
    private bool _hostIsStarted;

    internal TestWorker(TestBed bed, WorkerClock clock, CancellationTokenSource stopping)
    {
        _bed = bed;
        _stopping = stopping;
        Clock = clock;
        Name = $"worker {bed.Workers.Count + 1}";
    }

    /// <summary>For messages: <c>worker 1</c> is the first that was started.</summary>
    public string Name { get; }

    /// <summary>Where it stands.</summary>
    public WorkerState State { get; private set; } = WorkerState.Running;

    /// <summary>What ended it when it halted.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _application!.Services;

    internal WorkerClock Clock { get; }

    internal bool IsConnected { get; private set; } = true;

    internal IReadOnlyList<ProcessorDescriptor> Processors { get; private set; } = [];

    internal AppRuntime Runtime => _runtime!;

    internal IReadOnlyList<Problem> Problems
    {
        get
        {
            lock (_gate) return [.. _problems];
        }
    }

    private MemoryBroker Broker => (MemoryBroker)Runtime.Broker;

    /// <summary>
    /// Stops it as SIGTERM would: what is in hand is finished and committed, leases are given up, other workers go on at once.
    /// </summary>
    /// <returns>When it has ended.</returns>
    /// <exception cref="StuckException">A handler or a background task does not end; the message names it.</exception>
    public async Task StopAsync()
    {
        if (State is not WorkerState.Running) return;
        await StopRequestAsync();
        var bound = new Bound(_bed.Settings.Patience);
        for (var looks = 0; !_run.IsCompleted; looks++)
        {
            var isAtRest = await _bed.Activity.RestAsync(bound);
            if (_run.IsCompleted) break;
            var own = _bed.Journal.InHand.Where(work => work.Worker == this).ToList();
            var mayEnd = own.Count == 0 ? looks < Drain.Looks : own.Any(work => _bed.Clock.NextDue(work) is null) || looks < Drain.Looks;
            if (!isAtRest || !mayEnd || bound.IsOver) throw StuckReport.Create(_bed, $"{Name} does not stop", [.. own.Select(work => StuckReport.Of(_bed, work))]);
            await Drain.PauseAsync();
        }

        await StopHostAsync();
    }

    /// <summary>
    /// Ends it as SIGKILL would: nothing of it reaches the broker any more and none of its timers fires; its leases run out by the clock.
    /// A handler's own code cannot be stopped from outside: what it does by itself it goes on doing.
    /// </summary>
    public void Kill()
    {
        if (State != WorkerState.Running) return;
        State = WorkerState.Killed;
        _bed.Clock.Suspend(Clock);
        Broker.CutOff();
    }

    /// <summary>
    /// Kills it at the moment at which it would commit next: the event is handled, and the broker does not learn of it, so it will be
    /// handled again.
    /// </summary>
    public void CrashBeforeCommit() => Broker.BeforeCommit = requests =>
    {
        foreach (var request in requests)
        {
            if (request.Next == request.Expected) continue;
            Broker.BeforeCommit = null;
            Kill();
            return;
        }
    };

    /// <summary>Cuts it off from the broker until <see cref="RestoreConnection"/>: it tries to get back, by the clock.</summary>
    public void DropConnection()
    {
        IsConnected = false;
        Broker.CutOff();
    }

    /// <summary>Ends <see cref="DropConnection"/>: the worker gets through at its next try, when the clock gets there.</summary>
    /// <exception cref="InvalidOperationException">It was killed.</exception>
    public void RestoreConnection()
    {
        if (State == WorkerState.Killed) throw new InvalidOperationException($"{Name} was killed: it does not come back. Start another with AddWorkerAsync.");
        IsConnected = true;
        Broker.Restore();
    }

    /// <summary>Its name and state.</summary>
    /// <returns>For people.</returns>
    public override string ToString() => $"{Name} ({State})";

    internal bool Owns(string? executor)
    {
        lock (_gate) return executor is not null && _executors.Contains(executor);
    }

    internal void AddExecutor(string executor)
    {
        lock (_gate) _executors.Add(executor);
    }

    internal void AddProblem(Problem problem)
    {
        lock (_gate) _problems.Add(problem);
    }

    internal void Use(RunnelApplication application, Func<IServiceProvider, AppRuntime> find, IReadOnlyList<string> processors)
        => (_application, _find, _named) = (application, find, processors);

    internal async Task StartAsync()
    {
        // From here on everything is the host's: this method's flow ends with it, what it starts goes on in it.
        Flow.Current = new Flow(_bed.Activity, work: null);
        try
        {
            _runtime = _find(_application!.Services);
            Processors = Selection.Processors(_runtime.Descriptor, _named);
            _ = _runtime.App;
            _bed.Decoder.Learn(_runtime.Streams);
            var worker = new Worker(_runtime, Processors);
            await Host().StartAsync();
            _hostIsStarted = true;
            _run = Task.Run(() => RunAsync(worker));
        }
        catch (Exception error)
        {
            (State, Error) = (WorkerState.Halted, error);
            throw;
        }
    }

    /// <summary>Ends it, whatever hangs: for the end of a test. The clock moves for it as far as grace periods go.</summary>
    internal async Task EndAsync()
    {
        if (_runtime is not null)
        {
            // What was killed is let go: its code can only end when what it waits for ends.
            await StopRequestAsync();
            Broker.BeforeCommit = null;
            Broker.Restore();
            _bed.Clock.Resume(Clock);
            await Drain.RunOutAsync(_bed, _run);
            if (State != WorkerState.Killed) await StopHostAsync();
        }

        if (_application is not null) await _application.DisposeAsync();
        _stopping.Dispose();
    }

    private IHost Host() => _application!.Services.GetRequiredService<IHost>();

    private async Task StopRequestAsync()
    {
        Flow.Current = new Flow(_bed.Activity, work: null);
        await _stopping.CancelAsync();
    }

    private async Task StopHostAsync()
    {
        if (!_hostIsStarted) return;
        _hostIsStarted = false;
        await Host().StopAsync();
    }

    private async Task RunAsync(Worker worker)
    {
        var isHalted = true;
        try
        {
            isHalted = await worker.RunAsync(_stopping.Token);
        }
        catch (Exception error)
        {
            // It is not lost: whoever starts, drains or asks sees it.
            Error = error;
        }

        if (State == WorkerState.Killed) return;
        if (isHalted) Error ??= Problems.LastOrDefault(problem => problem.Exception is not null)?.Exception;
        State = isHalted ? WorkerState.Halted : WorkerState.Stopped;
    }
}
