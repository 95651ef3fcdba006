using System.Reflection;
using Xunit;

namespace Runnel.Pipeline;

/// <summary>Which rule counts for an exception.</summary>
public sealed class ExceptionRulesTests
{
    private static readonly ExceptionRule<Exception> Any = new() { Retries = 1 };
    private static readonly ExceptionRule<IOException> Io = new() { Retries = 2 };
    private static readonly ExceptionRule<FileNotFoundException> Missing = new() { Retries = 3 };
    private static readonly ExceptionRule<TimeoutException> Late = new() { Retries = 4 };

    [Fact]
    public void The_most_derived_type_that_matches_counts_in_whatever_order_they_stand()
    {
        foreach (var rules in (ExceptionRules[])[new([Any, Io, Missing], []), new([Missing, Io, Any], [])])
        {
            Assert.Same(Missing, rules.Find(new FileNotFoundException()));
            Assert.Same(Io, rules.Find(new EndOfStreamException()));
            Assert.Same(Any, rules.Find(new InvalidOperationException()));
        }
    }

    [Fact]
    public void Without_a_match_there_is_no_rule()
    {
        Assert.Null(ExceptionRules.None.Find(new IOException()));
        Assert.Null(new ExceptionRules([Missing], [Late]).Find(new IOException()));
    }

    [Fact]
    public void The_apps_rules_are_asked_when_none_of_the_processors_own_matches()
    {
        Assert.Same(Any, new ExceptionRules([Any], [Missing]).Find(new FileNotFoundException()));
        Assert.Same(Missing, new ExceptionRules([Late], [Missing]).Find(new FileNotFoundException()));
    }

    [Fact]
    public void What_only_carries_an_exception_matches_as_that_one()
    {
        var rules = new ExceptionRules([Any, Io, Late], []);
        Assert.Same(Io, rules.Find(new AggregateException(new IOException())));
        Assert.Same(Io, rules.Find(new AggregateException(new AggregateException(new IOException(), new FileNotFoundException()))));
        Assert.Same(Io, rules.Find(new TargetInvocationException(new IOException())));
        Assert.Same(Late, rules.Find(new ProcessorException("took longer", new TimeoutException())));
    }

    [Fact]
    public void An_aggregate_of_several_matches_only_if_each_of_them_does()
    {
        Assert.Null(new ExceptionRules([Io, Late], []).Find(new AggregateException(new IOException(), new TimeoutException())));
        Assert.Same(Any, new ExceptionRules([Io, Any], []).Find(new AggregateException(new IOException(), new TimeoutException())));
    }

    [Fact]
    public void A_rule_may_name_the_carrier_itself()
    {
        var carrier = new ExceptionRule<AggregateException> { Retries = 5 };
        Assert.Same(carrier, new ExceptionRules([carrier, Any], []).Find(new AggregateException(new InvalidOperationException())));
        Assert.Same(carrier, new ExceptionRules([carrier], []).Find(new AggregateException()));
    }

    [Fact]
    public void Inner_exceptions_match_where_they_are_asked_for()
    {
        var error = new InvalidOperationException("outer", new InvalidDataException("middle", new TimeoutException("inner")));
        var inner = new ExceptionRule<TimeoutException> { Retries = 6, IncludeInner = true };
        Assert.Null(new ExceptionRules([Late], []).Find(error));
        Assert.Same(inner, new ExceptionRules([Any, inner], []).Find(error));
        Assert.Same(inner, new ExceptionRules([inner], []).Find(new AggregateException(error, new TimeoutException())));
    }

    [Fact]
    public void What_may_pass_is_what_can_be_read_and_no_rule_gives_up_at_once()
    {
        var rules = new ExceptionRules([new ExceptionRule<IOException> { Retries = 0 }, Missing], []);
        Assert.True(rules.MayPass(new TimeoutException()));
        Assert.True(rules.MayPass(new FileNotFoundException()));
        Assert.False(rules.MayPass(new IOException()));
        Assert.False(rules.MayPass(new AggregateException(new IOException())));
        Assert.False(rules.MayPass(new RecordFormatException("Tick", "number", "a number", "text")));
    }

    [Fact]
    public void Values_out_of_range_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExceptionRule<IOException> { Retries = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExceptionRule<IOException> { Retries = 1001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExceptionRule<IOException> { RetryDelay = TimeSpan.FromHours(2) });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ExceptionRule<IOException> { RetryMaxDelay = TimeSpan.FromSeconds(-1) });
        Assert.StartsWith("RetryMaxDelay of the rule for System.IO.IOException must be 0 to 1 day.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_has_one_rule_for_each_type()
    {
        var options = new RunnelOptions();
        options.OnException(Io);
        options.OnException(Missing);

        var error = Assert.Throws<ArgumentException>(() => options.OnException(new ExceptionRule<IOException>()));
        Assert.StartsWith("There is a rule for System.IO.IOException already", error.Message, StringComparison.Ordinal);
    }
}
