using Xunit;

namespace Runnel.CommandLine;

public sealed class StartPositionTests
{
    [Theory]
    [InlineData("0", "0-0")]
    [InlineData("0-0", "0-0")]
    [InlineData("1595369377000-5", "1595369377000-4")]
    [InlineData("1595369377000", "1595369376999-18446744073709551615")]
    [InlineData("2020-07-21T22:09:37Z", "1595369376999-18446744073709551615")]
    [InlineData("2020-07-22T00:09:37+02:00", "1595369376999-18446744073709551615")]
    [InlineData("2020-07-21T22:09:37", "1595369376999-18446744073709551615")]
    [InlineData("1970-01-01", "0-0")]
    public void What_is_named_is_the_first_event_handled(string text, string cursor) => Assert.Equal(EntryId.Parse(cursor), StartPosition.Parse(text));

    [Theory]
    [InlineData("start", "0-0")]
    [InlineData("1595369377000-5", "1595369377000-4")]
    [InlineData("2020-07-21T22:09:37Z", "1595369376999-18446744073709551615")]
    [InlineData("2020-07-21T22:09Z", "1595369339999-18446744073709551615")]
    public void A_place_is_the_first_event_handled(string text, string cursor) => Assert.Equal(EntryId.Parse(cursor), StartPosition.ParsePlace(text));

    [Fact]
    public void The_end_is_a_place() => Assert.Null(StartPosition.ParsePlace("end"));

    [Theory]
    [InlineData("$")]
    [InlineData("End")]
    [InlineData("tomorrow")]
    public void What_is_no_place_is_an_error_that_says_what_is_allowed(string text)
        => Assert.Contains(
            $"--to is '{text}'. Allowed: start (", Assert.Throws<SettingException>(() => StartPosition.ParsePlace(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_dollar_means_the_end() => Assert.Null(StartPosition.Parse("$"));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("1960-01-01")]
    [InlineData("1-2-3-4")]
    public void Anything_else_is_an_error_that_says_what_is_allowed(string text)
        => Assert.Contains(
            $"--start is '{text}'. Allowed: 0 (", Assert.Throws<SettingException>(() => StartPosition.Parse(text)).Message, StringComparison.Ordinal);
}
