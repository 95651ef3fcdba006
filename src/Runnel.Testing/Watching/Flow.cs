namespace Runnel.Testing.Watching;

/// <summary>
/// What a host started, and all that goes on from there: it travels with the execution context, through awaits, timers, and work that user
/// code gives to the thread pool. So the host knows when code of its own runs, and for which handler or run.
/// </summary>
internal sealed class Flow(Activity activity, Work? work)
{
    private static readonly AsyncLocal<Flow?> Local = new(Changed);

    public static Flow? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    public Work? Work => work;

    private Activity Activity => activity;

    private static void Changed(AsyncLocalValueChangedArgs<Flow?> change)
    {
        var (before, after) = (change.PreviousValue?.Activity, change.CurrentValue?.Activity);
        if (before == after) return;
        after?.Enter();
        if (before is null) PoolView.Enter();
        if (after is null) PoolView.Leave();
        before?.Leave();
    }
}
