using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Turns what the client throws into what the rest of Runnel knows. Messages name the address and the way out, never a secret.
/// </summary>
internal sealed class RedisErrors(string address)
{
    /// <summary>Whether an exception comes from Redis or the way to it.</summary>
    public static bool IsOfRedis(Exception error)
        => error is RedisException or RedisTimeoutException or RedisCommandException
            or SocketException or IOException or ObjectDisposedException;

    /// <summary>
    /// Whether another node of the cluster is to be asked. Told not to follow it, the client calls an ASK, which comes while a slot moves, an
    /// endpoint that is not reachable.
    /// </summary>
    public static bool IsRedirection(Exception error) => error switch
    {
        RedisServerException server => server.Kind is RedisErrorKind.Moved or RedisErrorKind.Ask,
        RedisConnectionException connection => connection.Message.Contains(" serving hashslot ", StringComparison.Ordinal),
        _ => false,
    };

    public BrokerException Translate(Exception error) => error switch
    {
        BrokerException known => known,
        RedisServerException server => Translate(server.Kind, server.Message, server),
        RedisConnectionException connection => Translate(connection),
        TimeoutException => new BrokerException(
            BrokerFailure.TimedOut,
            $"Redis at {address} did not answer in time. The command may have been carried out; it is safe to try again.",
            error),
        RedisCommandException => new BrokerException(
            BrokerFailure.Refused, $"Redis at {address} cannot be asked that: {FirstLine(error.Message)}", error),
        _ => new BrokerException(
            BrokerFailure.Unavailable, $"The connection to Redis at {address} was lost: {FirstLine(error.Message)}", error),
    };

    /// <summary>An error text that a script returned in its answer.</summary>
    public BrokerException Translate(string message) => Translate(RedisErrorWords.Classify(message), message, null);

    public BrokerException UserRefused(Exception? inner = null)
        => new(BrokerFailure.Denied, $"Redis at {address} did not accept the user or the password. Check both in the Redis URL.", inner);

    public BrokerException Unreachable(string why, Exception? inner, bool isUncertain = true)
        => new(BrokerFailure.Unavailable, $"Redis at {address} is not reachable: {why.TrimEnd('.')}.", inner) { IsUncertain = isUncertain };

    public BrokerException Unanswered()
        => new(BrokerFailure.TimedOut, $"A node of Redis at {address} did not answer in time. The command may have been carried out; it is safe to try again.");

    private BrokerException Translate(RedisErrorKind kind, string message, Exception? inner)
    {
        var (failure, mend) = RedisErrorWords.Explain(kind, message);

        // It answered: what it refused, it did not do.
        return new BrokerException(failure, $"Redis at {address} refused: {FirstLine(message).TrimEnd('.')}. {mend}", inner)
        {
            IsUncertain = failure == BrokerFailure.TimedOut,
        };
    }

    private BrokerException Translate(RedisConnectionException error)
    {
        var root = error.GetBaseException();
        if (root is AuthenticationException)
        {
            return new BrokerException(
                BrokerFailure.Refused,
                $"No TLS connection to Redis at {address}: {FirstLine(root.Message).TrimEnd('.')}. "
                + "Check that the server speaks TLS there and that its certificate is trusted.",
                error);
        }

        if (IsAuthentication(error)) return UserRefused(error);

        // Where there was no connection at all, nothing was sent.
        var isUncertain = error.FailureType != ConnectionFailureType.UnableToResolvePhysicalConnection;
        return Unreachable(Why(error), error, isUncertain);
    }

    private static bool IsAuthentication(RedisConnectionException error)
        => error.FailureType == ConnectionFailureType.AuthenticationFailure
            || (error.InnerException is RedisConnectionException inner && IsAuthentication(inner));

    /// <summary>Why a connection was lost or could not be made, in few words.</summary>
    public string Why(Exception? error) => error?.GetBaseException() switch
    {
        null => "no reason was given",
        // What the system says of a file that is not there, .NET takes for an address of the network.
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } when address.StartsWith('/') => "there is no such socket",
        RedisConnectionException connection => Reason(connection),
        var root => FirstLine(root.Message).TrimEnd('.'),
    };

    private static string Reason(RedisConnectionException error) => error.FailureType switch
    {
        ConnectionFailureType.UnableToResolvePhysicalConnection => "no connection could be made",
        ConnectionFailureType.UnableToConnect => "no connection could be made",
        ConnectionFailureType.SocketClosed => "the server closed the connection",
        ConnectionFailureType.SocketFailure => "the connection broke",
        ConnectionFailureType.ConnectionDisposed => "the connection was closed",
        ConnectionFailureType.Loading => "the server is loading its data",
        var other => $"{other}",
    };

    private static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? message : message[..end];
    }
}
