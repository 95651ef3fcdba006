namespace Runnel.Brokers.Redis;

/// <summary>One wait's ear on the doorbells of its partitions.</summary>
internal sealed class RedisDoorbellWatch(int capacity, TimeSpan look, TimeProvider time) : IDisposable
{
    /// <summary>How long a wait lasts at most while one of its doorbells cannot be heard.</summary>
    public static readonly TimeSpan BlindLook = TimeSpan.FromMilliseconds(100);

    private readonly List<RedisDoorbell> _bells = new(capacity);
    private readonly TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(RedisDoorbell bell)
    {
        _bells.Add(bell);
        bell.Add(this);
    }

    public void Ring() => _rung.TrySetResult();

    /// <summary>Waits for a ring since this was made, at most until the next look is due.</summary>
    public async Task RungAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var wait = _bells.TrueForAll(static bell => bell.IsListening) ? look : BlindLook;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_rung.Task, Task.Delay(wait < longest ? wait : longest, time, over.Token));
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        foreach (var bell in _bells) bell.Remove(this);
    }
}
