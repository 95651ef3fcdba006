using Runnel.Brokers.Redis;
using StackExchange.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

public sealed class RedisErrorTests
{
    private readonly RedisErrors _errors = new("127.0.0.1:6379");

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory", BrokerFailure.Unavailable)]
    [InlineData("READONLY You can't write against a read only replica.", BrokerFailure.Unavailable)]
    [InlineData("CLUSTERDOWN The cluster is down", BrokerFailure.Unavailable)]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot", BrokerFailure.Unavailable)]
    [InlineData("MOVED 3999 127.0.0.1:6381", BrokerFailure.Unavailable)]
    [InlineData("ASK 3999 127.0.0.1:6381", BrokerFailure.Unavailable)]
    [InlineData("MASTERDOWN Link with MASTER is down", BrokerFailure.Unavailable)]
    [InlineData("MISCONF Redis is configured to save RDB snapshots", BrokerFailure.Unavailable)]
    [InlineData("BUSY Redis is busy running a script.", BrokerFailure.Unavailable)]
    [InlineData("NOREPLICAS Not enough good replicas to write.", BrokerFailure.Unavailable)]
    [InlineData("UNBLOCKED force unblock from blocking operation", BrokerFailure.Unavailable)]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", BrokerFailure.OutOfMemory)]
    [InlineData("NOAUTH Authentication required.", BrokerFailure.Denied)]
    [InlineData("WRONGPASS invalid username-password pair", BrokerFailure.Denied)]
    [InlineData("NOPERM this user has no permissions", BrokerFailure.Denied)]
    [InlineData("ERR ACL failure in script: User has no permissions", BrokerFailure.Denied)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value", BrokerFailure.WrongType)]
    [InlineData("ERR something else", BrokerFailure.Refused)]
    public void Texts_inside_answers_are_told_apart(string text, BrokerFailure failure)
    {
        var error = _errors.Translate(text);

        Assert.Equal(failure, error.Failure);
        Assert.StartsWith("Redis at 127.0.0.1:6379 refused: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(text[..10], error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RedisErrorKind.Loading, BrokerFailure.Unavailable)]
    [InlineData(RedisErrorKind.MaxClients, BrokerFailure.Unavailable)]
    [InlineData(RedisErrorKind.UnknownRedirectTarget, BrokerFailure.Unavailable)]
    [InlineData(RedisErrorKind.Timeout, BrokerFailure.TimedOut)]
    [InlineData(RedisErrorKind.NotPermitted, BrokerFailure.Denied)]
    [InlineData(RedisErrorKind.UnknownCommand, BrokerFailure.Unsupported)]
    [InlineData(RedisErrorKind.CrossSlot, BrokerFailure.Refused)]
    public void Kinds_of_the_client_are_told_apart(RedisErrorKind kind, BrokerFailure failure)
        => Assert.Equal(failure, _errors.Translate(new RedisServerException(kind, CommandFlags.None, "text")).Failure);

    [Fact]
    public void A_missing_answer_is_a_timeout_and_a_broken_connection_is_not()
    {
        Assert.Equal(BrokerFailure.TimedOut, _errors.Translate(new RedisTimeoutException(CommandFlags.None, "late", CommandStatus.Sent)).Failure);
        Assert.Equal(BrokerFailure.Unavailable,
            _errors.Translate(new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "closed", null, CommandStatus.Sent)).Failure);
        Assert.Equal(BrokerFailure.Denied, _errors.Translate(
            new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "no", null, CommandStatus.Sent)).Failure);
    }
}
