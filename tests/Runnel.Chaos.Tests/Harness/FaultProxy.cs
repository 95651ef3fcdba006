using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>
/// Stands between clients and a server on loopback: passes bytes on, late, in one direction only or not at all, cuts and refuses
/// connections.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, byte> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private FaultProxy(int server)
    {
        Server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The port that new connections lead to: changes when another server takes the address over.</summary>
    public int Server { get; set; }

    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>How long each piece waits on its way, each way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Nothing passes in either direction while this is on; what was under way arrives late, as TCP sees to when a network heals.</summary>
    public bool Holds { get; set; }

    /// <summary>
    /// What clients say never arrives; connections stay open. One that swallowed something is cut as soon as it could speak again: TCP never
    /// leaves a hole.
    /// </summary>
    public bool SwallowsRequests { get; set; }

    /// <summary>What the server says never arrives; connections stay open, and are cut later in the same way.</summary>
    public bool SwallowsReplies { get; set; }

    /// <summary>New connections are closed at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>Looks at each piece that a client sends; when it says so, the server gets the piece, and the connection is cut instead of the reply.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? CutsReplyTo { get; set; }

    /// <summary>How many replies were cut off.</summary>
    public int RepliesCut { get; private set; }

    public int Connections => _connections.Count;

    public static FaultProxy Start(int server) => new(server);

    /// <summary>Half-open: connections stand, nothing passes in either direction.</summary>
    public void Swallow(bool isOn) => SwallowsRequests = SwallowsReplies = isOn;

    /// <summary>Ends all connections, or those that are chosen, at once (with a reset).</summary>
    public void Cut(Func<int, bool>? chosen = null)
    {
        var index = 0;
        foreach (var connection in _connections.Keys)
        {
            if (chosen is null || chosen(index++)) connection.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> running = [];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                running.RemoveAll(static task => task.IsCompleted);
                running.Add(ServeAsync(client));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (!_stop.IsCancellationRequested) throw;
            }
        }

        await Task.WhenAll(running);
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new ProxiedConnection(client);
        if (Refuses || !await connection.OpenAsync(Server, _stop.Token)) return;
        _connections[connection] = 0;
        if (_stop.IsCancellationRequested) connection.Abort();
        await Task.WhenAll(PassAsync(connection, connection.Client, connection.Server, isRequest: true),
            PassAsync(connection, connection.Server, connection.Client, isRequest: false));
        _connections.TryRemove(connection, out _);
    }

    private async Task PassAsync(ProxiedConnection connection, Socket from, Socket to, bool isRequest)
    {
        var buffer = new byte[65_536];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                var piece = buffer.AsMemory(0, count);
                if (Delay > TimeSpan.Zero) await Task.Delay(Delay, _stop.Token);
                while (Holds) await Task.Delay(TimeSpan.FromMilliseconds(5), _stop.Token);
                if (isRequest ? SwallowsRequests : SwallowsReplies)
                {
                    connection.HasHole = true;
                    continue;
                }

                if (connection.HasHole) break;
                if (!isRequest && connection.IsDoomed)
                {
                    RepliesCut++;
                    break;
                }

                if (isRequest && CutsReplyTo?.Invoke(piece) == true) connection.IsDoomed = true;
                for (var sent = 0; sent < count;) sent += await to.SendAsync(piece[sent..]);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end is gone: so is the other.
        }

        connection.Abort();
    }

    private sealed class ProxiedConnection(Socket client) : IDisposable
    {
        public Socket Client => client;

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        /// <summary>Cut at the server's next word.</summary>
        public bool IsDoomed { get; set; }

        /// <summary>Something was swallowed.</summary>
        public bool HasHole { get; set; }

        public async Task<bool> OpenAsync(int port, CancellationToken cancellationToken)
        {
            client.NoDelay = true;
            try
            {
                await Server.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return true;
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                return false;
            }
        }

        public void Abort()
        {
            client.Close(0);
            Server.Close(0);
        }

        public void Dispose() => Abort();
    }
}
