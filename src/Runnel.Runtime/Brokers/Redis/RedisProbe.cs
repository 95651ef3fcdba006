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
        Exception? last = null;
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
                last = error;
            }
        }

        throw errors.Unreachable(last is OperationCanceledException ? "no answer within the connect timeout" : errors.Why(last), last);
    }
}
