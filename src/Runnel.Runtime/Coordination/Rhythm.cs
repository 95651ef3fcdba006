namespace Runnel.Coordination;

/// <summary>Ticks at whole intervals after its start, so that two of them that started together stay together, whatever each tick takes.</summary>
internal sealed class Rhythm(TimeSpan interval, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _ticks;

    /// <summary>How long until the next tick; zero: it is due.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = (interval * (_ticks + 1)) - time.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The tick that was due is done; those that passed meanwhile are left out.</summary>
    public void Advance() => _ticks = Math.Max(_ticks + 1, time.GetElapsedTime(_started).Ticks / interval.Ticks);
}
