namespace Runnel.Testing.Watching;

/// <summary>How long, by real time, something may take.</summary>
internal sealed class Bound(TimeSpan patience)
{
    private readonly long _started = TimeProvider.System.GetTimestamp();

    public TimeSpan Patience => patience;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_started);

    public TimeSpan Left => patience > Elapsed ? patience - Elapsed : TimeSpan.Zero;

    public bool IsOver => Left == TimeSpan.Zero;
}
