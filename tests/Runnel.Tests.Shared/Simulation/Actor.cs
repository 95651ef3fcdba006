namespace Runnel.Tests.Simulation;

/// <summary>One process of a <see cref="World"/>: what it does, and its timers, can be held back for a time or for ever.</summary>
internal sealed class Actor
{
    private readonly World _world;
    private readonly List<World.Item> _held = [];
    private bool _isHeld;
    private TimeSpan _heldUntil;
    private TimeSpan _heldSince;

    public Actor(World world, string name, int number, TimeSpan wallClockOffset = default, bool clockStopsWhileHeld = false)
    {
        (_world, Name, Number) = (world, name, number);
        (Context, Elsewhere) = (new ActorContext(this, world), new ActorContext(this, world));
        (Context.Other, Elsewhere.Other) = (Elsewhere, Context);
        Clock = new ActorClock(this, world, wallClockOffset, clockStopsWhileHeld);
    }

    public string Name { get; }

    public int Number { get; }

    /// <summary>Its clocks: they go on while it is held, and no timer of theirs fires meanwhile.</summary>
    public ActorClock Clock { get; }

    public ActorContext Context { get; }

    /// <summary>Where its timers and cancellations run: what they wake goes on later, not inside them.</summary>
    public ActorContext Elsewhere { get; }

    /// <summary>Killed: nothing of it ever runs again.</summary>
    public bool IsDead { get; private set; }

    /// <summary>For how long it was held, all together.</summary>
    public TimeSpan Held { get; private set; }

    public void Kill()
    {
        IsDead = true;
        _held.Clear();
    }

    /// <summary>Stops it at whatever it does, for so long.</summary>
    public void Pause(TimeSpan time)
    {
        if (IsDead) return;
        if (!_isHeld) (_isHeld, _heldSince) = (true, _world.Now);
        if (_world.Now + time <= _heldUntil) return;
        _heldUntil = _world.Now + time;
        new VirtualTimer(_world, null, static actor => ((Actor)actor!).Resume(), this).Change(time, Timeout.InfiniteTimeSpan);
    }

    public void Post(Action work) => Context.Post(static work => ((Action)work!)(), work);

    /// <summary>Starts something in it.</summary>
    public Task Run(Func<Task> work)
    {
        // Who waits for it waits in another context, and so goes on later.
        var done = new TaskCompletionSource();
        Post(() => _ = CompleteAsync(work, done));
        return done.Task;
    }

    internal bool TryHold(in World.Item item)
    {
        if (_isHeld) _held.Add(item);
        return _isHeld;
    }

    private static async Task CompleteAsync(Func<Task> work, TaskCompletionSource done)
    {
        try
        {
            await work();
            done.SetResult();
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }

    private void Resume()
    {
        if (!_isHeld || IsDead || _world.Now < _heldUntil) return;
        _isHeld = false;
        Held += _world.Now - _heldSince;
        foreach (var item in _held) _world.Enqueue(item);
        _held.Clear();
    }
}
