using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Runnel.Brokers.Memory;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

/// <summary>The first connection, while the broker is away. By a clock that the test moves.</summary>
public sealed class ConnectingTests : IDisposable
{
    private readonly Clock _time = new();
    private readonly LogLines _logs = new();

    [Fact]
    public async Task A_broker_that_is_away_for_long_is_told_of_each_half_minute_and_found_within_a_second_of_its_return()
    {
        using var host = Build();
        var server = host.Services.GetRequiredService<MemoryServer>();
        server.CutOff();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => _time.Pauses == 1, () => _logs.ToString());

        // The first pauses are shorter: after 29 attempts more the half minute is not over yet.
        for (var attempts = 2; attempts <= 30; attempts++) await NextAttemptAsync();
        Assert.Equal(1, Waits);
        await NextAttemptAsync();
        Assert.Equal(2, Waits);

        server.Restore();
        _time.Advance(Clock.LongestPause);
        await Eventually.HoldsAsync(() => _logs.Has("Information 1004 Connected to memory:// after 32 attempts."), () => _logs.ToString());
        await host.Services.GetRequiredService<Till>().Sales.SendAsync(new Sale(1, 1), TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _logs.Dispose();

    private int Waits => _logs.All.Count(static line => line.StartsWith("Warning 1003 Waiting for memory://", StringComparison.Ordinal));

    private async Task NextAttemptAsync()
    {
        var before = _time.Pauses;
        _time.Advance(Clock.LongestPause);
        await Eventually.HoldsAsync(() => _time.Pauses == before + 1, () => _logs.ToString());
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_logs);
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(new TillScript());
        builder.Services.AddRunnel<Till>(static _ => { });
        return builder.Build();
    }

    /// <summary>Counts the pauses between attempts.</summary>
    private sealed class Clock() : FakeTimeProvider(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero))
    {
        public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

        private int _pauses;

        public int Pauses => Volatile.Read(ref _pauses);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime > TimeSpan.Zero && dueTime <= LongestPause) Interlocked.Increment(ref _pauses);
            return timer;
        }
    }
}
