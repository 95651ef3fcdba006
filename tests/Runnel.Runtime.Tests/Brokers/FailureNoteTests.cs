using Xunit;

namespace Runnel.Brokers;

public sealed class FailureNoteTests
{
    [Theory]
    [InlineData("short", "System.InvalidOperationException: short")]
    [InlineData("first\nsecond", "System.InvalidOperationException: first")]
    [InlineData("first\r\nsecond", "System.InvalidOperationException: first")]
    [InlineData("", "System.InvalidOperationException: ")]
    public void An_exception_is_told_by_its_type_and_its_first_line(string message, string expected)
        => Assert.Equal(expected, FailureNote.Describe(new InvalidOperationException(message)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_long_one_is_cut_but_never_within_a_character(int shift)
    {
        var text = FailureNote.Describe(new InvalidOperationException(new string('x', shift) + string.Concat(Enumerable.Repeat("😀", 2000))));

        Assert.InRange(text.Length, FailureNote.LongestException - 1, FailureNote.LongestException);
        Assert.False(char.IsHighSurrogate(text[^1]));
    }

    [Fact]
    public void An_exception_whose_message_throws_is_told_all_the_same()
        => Assert.Contains("its message could not be read (System.NotSupportedException)", FailureNote.Describe(new MuteException()), StringComparison.Ordinal);

    private sealed class MuteException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
