namespace Runnel.Tests;

/// <summary>Waits for a condition, never for a duration: looks until it holds, and fails with what was there instead when the bound is reached.</summary>
public static class Eventually
{
    /// <summary>Generous: it only bounds how long a broken test hangs, never how long a good one takes.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static Task HoldsAsync(Func<bool> condition, Func<string>? state = null, TimeSpan? bound = null)
        => HoldsAsync(() => Task.FromResult(condition()), state, bound);

    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string>? state = null, TimeSpan? bound = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var limit = bound ?? Bound;
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                throw new TimeoutException($"The condition did not hold within {limit.TotalSeconds:0} s. {state?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }
}
