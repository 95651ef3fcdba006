using Microsoft.Extensions.Time.Testing;
using Runnel.Telemetry;
using Xunit;

namespace Runnel.Hosting;

public sealed class LoopPulseTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LoopPulse _pulse;

    public LoopPulseTests() => _pulse = new LoopPulse("reading", _time);

    [Fact]
    public void A_loop_that_has_not_begun_or_rests_is_never_late()
    {
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.Zero, _pulse.Overdue);

        _pulse.Expect(TimeSpan.Zero);
        _pulse.Rest();
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(TimeSpan.Zero, _pulse.Overdue);
    }

    [Fact]
    public void It_is_late_by_what_passed_since_its_step_was_due()
    {
        _pulse.Expect(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, _pulse.Overdue);

        _time.Advance(TimeSpan.FromSeconds(70));

        Assert.Equal(TimeSpan.FromSeconds(70), _pulse.Overdue);
        _pulse.Expect(TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, _pulse.Overdue);
    }
}
