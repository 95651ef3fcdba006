using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Looks whether anybody listens, before a connection is made: where nobody does, the client often waits for its whole connect timeout
/// all the same, and says less about why.
/// </summary>
internal static class RedisProbe
{
    /// <exception cref="BrokerException">None of the servers can be reached.</exception>
    public static async Task EnsureReachableAsync(ConfigurationOptions options, RedisErrors errors)
    {
        if (options.Tunnel is not null) return;
        var (why, last) = ("", (Exception?)null);
        foreach (var endPoint in options.EndPoints)
        {
            if (endPoint is not (IPEndPoint or DnsEndPoint or UnixDomainSocketEndPoint)) return;
            try
            {
                using var limit = new CancellationTokenSource(options.ConnectTimeout);
                using var socket = endPoint is UnixDomainSocketEndPoint
                    ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                    : new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(endPoint, limit.Token);
                return;
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                (why, last) = (Why(error, endPoint), error);
            }
        }

        throw errors.Unreachable(why, last);
    }

    private static string Why(Exception error, EndPoint endPoint) => (error, endPoint) switch
    {
        (OperationCanceledException, _) => "no answer within the connect timeout",
        // What the system says of a file that is not there, .NET takes for an address.
        (SocketException { SocketErrorCode: SocketError.AddressNotAvailable }, UnixDomainSocketEndPoint) => "there is no such socket",
        _ => error.Message,
    };
}
