using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Runnel.CommandLine;

public sealed class StopSignalsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_first_signal_asks_for_a_graceful_end()
    {
        var (exits, names) = (new List<int>(), new List<string>());
        using var signals = new StopSignals(exits.Add, _time) { OnFirst = names.Add };

        signals.Receive("SIGTERM", 15);

        Assert.True(signals.Token.IsCancellationRequested);
        Assert.Equal(["SIGTERM"], names);
        Assert.Empty(exits);
        Assert.Equal(143, signals.ExitCode);
    }

    [Theory]
    [InlineData("SIGTERM", 15, 143)]
    [InlineData("SIGINT", 2, 130)]
    public void The_second_signal_ends_at_once(string name, int number, int exitCode)
    {
        var exits = new List<int>();
        using var signals = new StopSignals(exits.Add, _time);

        signals.Receive("SIGINT", 2);
        _time.Advance(StopSignals.Echo);
        signals.Receive(name, number);

        Assert.Equal([exitCode], exits);
    }

    [Fact]
    public void A_signal_that_a_launcher_delivers_twice_is_one()
    {
        var exits = new List<int>();
        using var signals = new StopSignals(exits.Add, _time);

        signals.Receive("SIGINT", 2);
        signals.Receive("SIGINT", 2);
        _time.Advance(StopSignals.Echo - TimeSpan.FromMilliseconds(1));
        signals.Receive("SIGTERM", 15);

        Assert.Empty(exits);
    }

    [Fact]
    public void Without_a_signal_nothing_happens()
    {
        using var signals = new StopSignals(_ => Assert.Fail("exit"), _time);

        Assert.False(signals.Token.IsCancellationRequested);
        Assert.Equal(0, signals.ExitCode);
    }
}
