namespace Runnel.Tests.Simulation;

/// <summary>A timer of a <see cref="World"/>; what it calls runs in its actor (null: in the world itself, at once).</summary>
internal sealed class VirtualTimer(World world, Actor? actor, TimerCallback callback, object? state) : ITimer
{
    private int _version;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _isDisposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_isDisposed) return false;
        _version++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan) world.Start(this, _version, dueTime);
        return true;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _version++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal bool IsSet(int version) => version == _version;

    internal void Fire(int version)
    {
        if (_period > TimeSpan.Zero) world.Start(this, version, _period);
        if (actor is null) callback(state);
        else world.Enqueue(actor, actor.Elsewhere, static call => ((Call)call!).Run(), new Call(this, version));
    }

    private sealed class Call(VirtualTimer timer, int version)
    {
        public void Run()
        {
            if (timer.IsSet(version)) timer.Callback();
        }
    }

    private void Callback() => callback(state);
}
