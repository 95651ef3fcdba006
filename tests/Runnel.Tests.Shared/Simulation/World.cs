using System.Globalization;

namespace Runnel.Tests.Simulation;

/// <summary>
/// Processes on one thread and one virtual clock. Whatever could run next waits in one list, and a seed picks from it; when nothing is ready, the
/// clock jumps to the next timer. The same seed gives the same run, to the last step.
/// </summary>
internal sealed class World(ulong seed)
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Item> _ready = [];
    private readonly PriorityQueue<(VirtualTimer Timer, int Version), (long Due, long Number)> _timers = new();
    private int? _thread;
    private long _numbers;
    private ulong _digest = 14695981039346656037;
    private volatile string? _stranger;
    private List<string>? _trace;
    private TaskCompletionSource? _alarm;
    private long _alarmStep;

    public Dice Dice { get; } = new(seed);

    /// <summary>How likely, at each step, time goes on although something is ready: as on a machine that is busy.</summary>
    public double Haste { get; set; }

    /// <summary>How likely, at each step, what was picked is held back for a while: a thread that the system does not run.</summary>
    public double Stalls { get; set; }

    /// <summary>The longest of those whiles.</summary>
    public TimeSpan LongestStall { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>By how much timers are late at most.</summary>
    public TimeSpan TimerLateness { get; set; }

    /// <summary>Virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    public DateTimeOffset UtcNow => Beginning + Now;

    public long Steps { get; private set; }

    /// <summary>Of every step up to now: two runs with one digest took the same steps at the same times.</summary>
    public ulong Digest => _digest;

    public bool IsTracing => _trace is not null;

    public IReadOnlyList<string> Trace => _trace ?? [];

    /// <summary>Everything that happens gets a line from now on.</summary>
    public void StartTrace() => _trace ??= [];

    public void Note(string line) => _trace?.Add(string.Create(CultureInfo.InvariantCulture, $"{Now.TotalSeconds,12:F6} #{Steps} {line}"));

    /// <summary>A number that only grows: what came before what, also within one instant.</summary>
    public long Stamp() => ++_numbers;

    /// <summary>Ends after so many steps, so that what follows happens in the midst of things. One waits at a time.</summary>
    public Task AfterStepsAsync(int steps)
    {
        if (_alarm is not null) throw new InvalidOperationException("Another waits for a step already.");
        (_alarm, _alarmStep) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), Steps + steps);
        return _alarm.Task;
    }

    /// <summary>Runs until a task has ended.</summary>
    /// <exception cref="SimulationException">It never will, or something left the simulation.</exception>
    public void Run(Task task, TimeSpan longest, long mostSteps)
    {
        var before = SynchronizationContext.Current;
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            while (!task.IsCompleted)
            {
                if (_stranger is { } stranger) throw new SimulationException($"Something went on outside of the simulation: {stranger}");
                if (Steps >= mostSteps) throw new SimulationException($"No end after {Steps} steps, at {Now}.");
                if (Now > longest) throw new SimulationException($"No end after {Now} of virtual time, {Steps} steps.");
                if (!Step()) throw new SimulationException($"Nothing is left that could happen, at {Now} after {Steps} steps.");
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        task.GetAwaiter().GetResult();
    }

    internal void Enqueue(Actor actor, SynchronizationContext context, SendOrPostCallback callback, object? state)
    {
        if (_thread is { } thread && thread != Environment.CurrentManagedThreadId)
        {
            _stranger ??= Environment.StackTrace;
            return;
        }

        if (!actor.IsDead) _ready.Add(new Item(actor, context, callback, state));
    }

    internal void Enqueue(Item item) => _ready.Add(item);

    internal void Start(VirtualTimer timer, int version, TimeSpan due)
    {
        if (TimerLateness > TimeSpan.Zero) due += TimerLateness * Dice.NextDouble();
        _timers.Enqueue((timer, version), (Now.Ticks + Math.Max(0, due.Ticks), ++_numbers));
    }

    private bool Step()
    {
        if (_ready.Count == 0 || (Haste > 0 && Dice.Happens(Haste)))
        {
            // Time never runs far ahead of what is ready.
            if (_timers.Count > 0 && (_ready.Count == 0 || NextDue() - Now.Ticks < TimeSpan.TicksPerMillisecond * 50)) Advance();
            else if (_ready.Count == 0) return false;
            if (_ready.Count == 0) return true;
        }

        var index = Dice.Below(_ready.Count);
        var item = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        var actor = item.Actor;
        if (actor.IsDead) return true;
        if (actor.TryHold(item)) return true;
        if (Stalls > 0 && Dice.Happens(Stalls))
        {
            new VirtualTimer(this, null, static state => ((Stalled)state!).End(), new Stalled(this, item))
                .Change(Dice.Between(TimeSpan.FromMicroseconds(1), LongestStall), Timeout.InfiniteTimeSpan);
            return true;
        }

        Steps++;
        _digest = (((((_digest ^ (ulong)Now.Ticks) * 1099511628211) ^ (ulong)index) * 1099511628211) ^ (ulong)actor.Number) * 1099511628211;
        _trace?.Add(string.Create(CultureInfo.InvariantCulture, $"{Now.TotalSeconds,12:F6} #{Steps} {actor.Name} {index}/{_ready.Count + 1}"));
        SynchronizationContext.SetSynchronizationContext(item.Context);
        item.Callback(item.State);
        if (_alarm is { } alarm && Steps >= _alarmStep)
        {
            _alarm = null;
            alarm.SetResult();
        }

        return true;
    }

    private long NextDue() => _timers.TryPeek(out _, out var priority) ? priority.Due : long.MaxValue;

    /// <summary>To the next timer; those of one instant fire in an order that the seed decides.</summary>
    private void Advance()
    {
        _timers.TryDequeue(out var next, out var priority);
        if (!next.Timer.IsSet(next.Version)) return;
        if (priority.Due > Now.Ticks) Now = TimeSpan.FromTicks(priority.Due);
        next.Timer.Fire(next.Version);
        while (_timers.TryPeek(out next, out priority) && priority.Due <= Now.Ticks)
        {
            _timers.Dequeue();
            if (next.Timer.IsSet(next.Version)) next.Timer.Fire(next.Version);
        }
    }

    internal readonly record struct Item(Actor Actor, SynchronizationContext Context, SendOrPostCallback Callback, object? State);

    private sealed class Stalled(World world, Item item)
    {
        public void End() => world.Enqueue(item);
    }
}
