using System.Collections.Concurrent;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Contracts;
using Runnel.Scheduling;
using Runnel.Telemetry;
using Runnel.Tests;
using Xunit;

namespace Runnel.Runtime.Tests.Scheduling;

/// <summary>One scheduler on a clock that the test moves.</summary>
internal sealed class SchedulerHarness : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<BackgroundTaskDescriptor> _tasks = [];

    public SchedulerHarness(DateTimeOffset? start = null, SteppingClock? clock = null, MemoryServer? server = null)
    {
        Clock = clock ?? new SteppingClock(start ?? Start);
        Server = server ?? new MemoryServer(Clock);
        Memory = new MemoryBroker("app", Server);
        Broker = Memory;
    }

    public SteppingClock Clock { get; }

    public MemoryServer Server { get; }

    public MemoryBroker Memory { get; }

    public IBroker Broker { get; set; }

    public LogCollector Logs { get; } = new();

    public SchedulerOptions Options { get; set; } = new("UTC", TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(8));

    public IServiceProvider Services { get; set; } = new NoServices();

    /// <summary>When runs began, by the clock.</summary>
    public ConcurrentQueue<DateTimeOffset> Runs { get; } = new();

    /// <summary>The scheduler's run; bounded, so that a test which left it waiting on the clock fails instead of hanging.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>The seconds after <see cref="Start"/> at which runs began.</summary>
    public IEnumerable<double> Seconds => Runs.Select(run => (run - Start).TotalSeconds);

    public SchedulerHarness Timer(double seconds, Func<CancellationToken, Task>? body = null, bool overlap = false, bool onLeader = false)
        => Add(BackgroundTaskKind.Timer, body, overlap, onLeader, interval: TimeSpan.FromSeconds(seconds));

    public SchedulerHarness Startup(Func<CancellationToken, Task>? body = null, bool onLeader = false)
        => Add(BackgroundTaskKind.Startup, body, overlap: false, onLeader);

    public SchedulerHarness Crontab(
        string expression, string? zone = null, Func<CancellationToken, Task>? body = null, bool overlap = false, bool onLeader = false)
        => Add(BackgroundTaskKind.Crontab, body, overlap, onLeader, expression: expression, zone: zone);

    /// <summary>A leader-only crontab that makes up for what it missed.</summary>
    public SchedulerHarness MakingUp(string expression, Func<CancellationToken, Task>? body = null, bool overlap = false)
        => Add(BackgroundTaskKind.Crontab, body, overlap, onLeader: true, expression: expression, misfire: Misfire.RunOnce);

    public SchedulerHarness Add(BackgroundTaskDescriptor task)
    {
        _tasks.Add(task);
        return this;
    }

    public Scheduler Create() => new(new SchedulerContext(_tasks, this, Services, Broker, Options, Clock, Logs));

    public SchedulerHarness Go()
    {
        Running = Create().RunAsync(_stopping.Token).WaitAsync(Bound);
        return this;
    }

    public void Stop() => _stopping.Cancel();

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Running;
    }

    public Task RunsAsync(int count) => Eventually.HoldsAsync(() => Runs.Count == count, () => $"{Runs.Count} runs: {string.Join(", ", Runs)}");

    /// <summary>Moves the clock by the second after which the only timer runs first.</summary>
    public async Task FirstRunAsync()
    {
        await Clock.SleepersAsync(1);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await RunsAsync(1);
    }

    public int Logged(int offset) => Logs.Count(EventIds.Scheduling + offset);

    public async ValueTask DisposeAsync()
    {
        // Whatever a broken test left waiting: the clock moves until the scheduler has ended.
        await _stopping.CancelAsync();
        await Eventually.HoldsAsync(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            return Running.IsCompleted;
        });
        await Memory.DisposeAsync();
        _stopping.Dispose();
    }

    private SchedulerHarness Add(
        BackgroundTaskKind kind,
        Func<CancellationToken, Task>? body,
        bool overlap,
        bool onLeader,
        TimeSpan interval = default,
        string? expression = null,
        string? zone = null,
        Misfire misfire = default)
        => Add(new BackgroundTaskDescriptor
        {
            Name = $"task_{_tasks.Count}",
            Source = $"Shop.Task{_tasks.Count}",
            Kind = kind,
            Interval = interval,
            Expression = expression,
            TimeZone = zone,
            OnLeader = onLeader,
            Misfire = misfire,
            Overlap = overlap,
            Run = async (app, _, token) =>
            {
                Assert.Same(this, app);
                Runs.Enqueue(Clock.GetUtcNow());
                if (body is not null) await body(token);
            },
        });

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
