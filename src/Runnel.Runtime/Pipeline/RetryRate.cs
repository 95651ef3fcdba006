namespace Runnel.Pipeline;

/// <summary>
/// How many retries all partitions of a processor in this worker may make together: a bucket of one minute's retries, full at first, that fills
/// up evenly.
/// </summary>
internal sealed class RetryRate(int perMinute, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = perMinute;
    private long _at = time.GetTimestamp();

    /// <summary>Takes one retry; false: there is none left for now.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(perMinute, _left + (time.GetElapsedTime(_at, now).TotalMinutes * perMinute));
            _at = now;
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }
}
