using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Runnel.Pipeline;

public sealed class RetryRateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_minutes_retries_are_there_at_first_and_come_back_evenly()
    {
        var rate = new RetryRate(6, _time);
        Assert.Equal(6, Take(rate));

        _time.Advance(TimeSpan.FromSeconds(9.5));
        Assert.Equal(0, Take(rate));

        // What had come back by half is not lost by asking.
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, Take(rate));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(3, Take(rate));
    }

    [Fact]
    public void No_more_than_a_minutes_retries_are_saved_up()
    {
        var rate = new RetryRate(3, _time);
        _time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(3, Take(rate));
    }

    private static int Take(RetryRate rate)
    {
        var taken = 0;
        while (rate.TryTake()) taken++;
        return taken;
    }
}
