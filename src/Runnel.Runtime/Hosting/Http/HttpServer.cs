using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Runnel.Threading;

namespace Runnel.Hosting;

/// <summary>
/// Answers GET and HEAD of HTTP/1.1, one request a connection, for probes and scrapers. (HttpListener has neither time limits nor a bound
/// on connections outside Windows, so that a few slow clients would keep probes from being answered.)
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    /// <summary>How many connections are open at most: one that is still open when so many more have come is closed.</summary>
    public const int MostConnections = 64;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly Func<HttpRequestHead, CancellationToken, Task<HttpAnswer>> _answer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly HttpConnection?[] _connections = new HttpConnection?[MostConnections];
    private readonly HashSet<Task> _runs = [];
    private readonly Task _accepting;
    private int _next;
    private int _isDisposed;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public HttpServer(IPEndPoint endPoint, Func<HttpRequestHead, CancellationToken, Task<HttpAnswer>> answer, TimeProvider time, ILogger logger)
    {
        (_answer, _time, _logger) = (answer, time, logger);
        _listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any)) _listener.DualMode = true;
            _listener.Bind(endPoint);
            _listener.Listen(MostConnections);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        _accepting = Background.Run(AcceptAsync);
    }

    /// <summary>Takes no more connections, and ends those that there are.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await Background.CancelAsync(_stopping);
        await _accepting;
        _listener.Dispose();
        Task[] runs;
        lock (_gate) runs = [.. _runs];
        await Task.WhenAll(runs);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var isReported = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Admit(await _listener.AcceptAsync(_stopping.Token));
                isReported = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException error)
            {
                // Out of file handles, say: what the worker does is worth more than an answer here.
                if (!isReported) _logger.HealthNotAccepted(error.Message);
                isReported = true;
                await Task.Delay(Rest, _time, _stopping.Token).ConfigureAwait(Waits.Quietly);
            }
        }
    }

    /// <summary>Called by one at a time.</summary>
    private void Admit(Socket socket)
    {
        // Whoever is served is gone in milliseconds: who is still there is slow on purpose, or forgotten.
        _connections[_next]?.Dispose();
        var connection = _connections[_next] = new HttpConnection(socket, _answer, _time);
        _next = (_next + 1) % MostConnections;

        var run = Background.Run(() => connection.RunAsync(_stopping.Token));
        lock (_gate) _runs.Add(run);
        _ = run.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Forget(Task run)
    {
        lock (_gate) _runs.Remove(run);
    }
}
