using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.CommandLine;

/// <summary>What <c>deadletter</c> and <c>tail</c> refuse before they look for a server.</summary>
public sealed class DeadLetterUsageTests : IDisposable
{
    private readonly DepotProgram _program = new();

    [Theory]
    [InlineData("deadletter")]
    [InlineData("deadletter", "show", "parcels")]
    [InlineData("deadletter", "requeue")]
    [InlineData("deadletter", "purge", "--yes")]
    [InlineData("deadletter", "list", "--limit", "many")]
    [InlineData("tail")]
    [InlineData("tail", "parcels", "--partition", "first")]
    public async Task What_cannot_be_parsed_is_an_error(params string[] args)
    {
        Assert.Equal(2, await _program.RunAsync(args));

        Assert.StartsWith("error: ", _program.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", _program.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("depot has no stream 'parcel'. Did you mean 'parcels'?", "deadletter", "list", "parcel")]
    [InlineData("depot has no stream 'parcel'. Did you mean 'parcels'?", "tail", "parcel")]
    [InlineData("'soon' is no id of a dead letter", "deadletter", "show", "parcels", "soon")]
    [InlineData("'soon' is no id of a dead letter", "deadletter", "requeue", "parcels", "1-1", "soon")]
    [InlineData("--since is 'yesterday'. Allowed: a time such as", "deadletter", "list", "--since", "yesterday")]
    [InlineData("--until is '12:00'. Allowed: a time such as", "deadletter", "purge", "parcels", "--until", "12:00")]
    [InlineData("--limit is below 1.", "deadletter", "list", "--limit", "0")]
    [InlineData("--processor is empty.", "deadletter", "requeue", "parcels", "--processor", "")]
    [InlineData("'deadletter purge' asks before it deletes, and nobody is here to answer: pass --yes.", "deadletter", "purge", "parcels")]
    [InlineData("--decode and --raw do not go together.", "tail", "parcels", "--raw", "--decode")]
    [InlineData("--limit is below 1.", "tail", "parcels", "--limit", "-1")]
    [InlineData("--from is 'then'. Allowed: start", "tail", "parcels", "--from", "then")]
    [InlineData("--partition is 4. 'parcels' has partitions 0 to 3.", "tail", "parcels", "--partition", "4")]
    [InlineData("--partition is 1. 'dead.parcels' has partitions 0 to 0.", "tail", "dead.parcels", "--partition", "1")]
    [InlineData("--key cannot be told in 'dead.parcels'", "tail", "dead.parcels", "--key", "5")]
    public async Task Names_and_values_that_do_not_go_are_errors(string message, params string[] args)
    {
        Assert.Equal(2, await _program.RunAsync(args));

        Assert.StartsWith($"error: {message}", _program.Error, StringComparison.Ordinal);
        Assert.Empty(_program.Output);
    }

    [Theory]
    [InlineData("'deadletter list' needs Redis.", "deadletter", "list")]
    [InlineData("'deadletter show' needs Redis.", "deadletter", "show", "parcels", "1-1")]
    [InlineData("'deadletter requeue' needs Redis.", "deadletter", "requeue", "dead.parcels", "--dry-run")]
    [InlineData("'deadletter purge' needs Redis.", "deadletter", "purge", "notes", "--yes")]
    [InlineData("'tail' needs Redis.", "tail", "dead.notes")]
    public async Task On_the_embedded_broker_it_is_explained_why_that_cannot_be(string message, params string[] args)
    {
        Assert.Equal(2, await _program.RunAsync(args));

        Assert.StartsWith($"error: {message} The embedded broker (memory://) lives inside one process", _program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_without_sinks_says_so()
    {
        using var till = new TillProgram();

        Assert.Equal(2, await till.RunAsync("deadletter", "list"));
        Assert.StartsWith("error: till has no dead-letter sinks: declare one with [DeadLetters].", till.Error, StringComparison.Ordinal);
        Assert.Equal(2, await till.RunAsync("deadletter", "requeue", "sales"));
        Assert.StartsWith("error: 'sales' has no dead-letter sink. till has no dead-letter sinks", till.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _program.Dispose();
}
