namespace Runnel.Testing.Watching;

/// <summary>
/// How many threads of the pool have worked for others for long: those that a test runner blocks, say. Nobody can tell threads apart: were one counted
/// that works for a moment only, one of a host could take its place unseen, right before it tells whose it is. So a thread of its own looks all the time,
/// as long as anybody asks: threads that come and go would be missed by looks that keep the rhythm of the platform's timers, as they often do themselves.
/// </summary>
internal static class Strangers
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    /// <summary>Nothing is known of a longer time without a look: the machine was busy.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);

    /// <summary>When nobody has asked for so long, nobody looks any more.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private static readonly Lock Gate = new();
    private static bool _isWatched;
    private static long _asked;
    private static int _count;
    private static int _recent;

    /// <summary>How many there are.</summary>
    public static int Count
    {
        get
        {
            lock (Gate)
            {
                Ask();
                return _count;
            }
        }
    }

    /// <summary>How many threads have worked for others for a while: there may be one of a host among them, but hardly for as long.</summary>
    public static int Recent
    {
        get
        {
            lock (Gate)
            {
                Ask();
                return Math.Max(_recent, _count);
            }
        }
    }

    /// <summary>So many were there during many looks in a row.</summary>
    public static void Meet(int recent)
    {
        lock (Gate) _recent = recent;
    }

    /// <summary>No more than so many are there now: whoever had been there has gone.</summary>
    public static void See(int unknown)
    {
        if (unknown >= Volatile.Read(ref _count) && unknown >= Volatile.Read(ref _recent)) return;
        lock (Gate) (_count, _recent) = (Math.Min(_count, unknown), Math.Min(_recent, unknown));
    }

    private static void Ask()
    {
        _asked = TimeProvider.System.GetTimestamp();
        if (_isWatched) return;

        // Without the context of whoever asks first: what flows with a test or a host must not stay in it.
        new Thread(Watch) { IsBackground = true, Name = "Runnel.Testing strangers" }.UnsafeStart();
        _isWatched = true;
    }

    private static void Watch()
    {
        var least = int.MaxValue;
        var (since, last) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetTimestamp());
        while (true)
        {
            var look = PoolView.Take();
            var now = TimeProvider.System.GetTimestamp();
            lock (Gate)
            {
                if (TimeProvider.System.GetElapsedTime(_asked, now) > Kept)
                {
                    (_isWatched, _count, _recent) = (false, 0, 0);
                    return;
                }

                if (look.IsSharp)
                {
                    if (TimeProvider.System.GetElapsedTime(last, now) > Gap) (least, since) = (int.MaxValue, now);
                    last = now;
                    least = Math.Min(least, look.Unknown);
                    if (TimeProvider.System.GetElapsedTime(since, now) >= Long) (_count, least, since) = (least, int.MaxValue, now);
                }
            }

            Thread.Sleep(1);
        }
    }
}
