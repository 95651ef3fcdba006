using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Runnel.Tests;
using Runnel.Tests.Hosting;
using Xunit;

namespace Runnel.Hosting;

/// <summary>The server of the health port by itself: what it answers, and that no client can hold it up.</summary>
public sealed class HttpServerTests : IAsyncDisposable
{
    private const int LargeBody = 20_000_000;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _logs = new();
    private readonly IPEndPoint _endPoint = new(IPAddress.Loopback, WardWorker.FreePort());
    private readonly HttpServer _server;
    private readonly List<Socket> _sockets = [];

    public HttpServerTests() => _server = new HttpServer(_endPoint, Echo, _time, _logs);

    [Fact]
    public async Task A_request_is_answered_and_the_connection_ends()
    {
        var answer = await AskAsync("GET /metrics?name=x HTTP/1.1\r\nHost: here\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 9\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n/metrics\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_gets_the_head_alone()
    {
        var answer = await AskAsync("HEAD /healthz HTTP/1.1\r\n\r\n");

        Assert.Contains("\r\nContent-Length: 9\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_may_come_in_pieces()
    {
        using var socket = await ConnectAsync();
        foreach (var c in "GET /slow HTTP/1.0\r\n\r\n") await SendAsync(socket, c.ToString());

        Assert.EndsWith("/slow\n", await ReadAsync(socket), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "405 Method Not Allowed")]
    [InlineData("GET / HTTP/2.0\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /\r\n\r\n", "400 Bad Request")]
    [InlineData("GET  HTTP/1.1\r\n\r\n", "400 Bad Request")]
    [InlineData("GET http://else.where/ HTTP/1.1\r\n\r\n", "400 Bad Request")]
    [InlineData("\r\n\r\n", "400 Bad Request")]
    [InlineData("\u0016\u0003\u0001\u0002\n\n", "400 Bad Request")]
    public async Task What_is_no_request_for_a_page_is_refused(string request, string status)
        => Assert.StartsWith($"HTTP/1.1 {status}\r\n", await AskAsync(request), StringComparison.Ordinal);

    [Fact]
    public async Task A_head_that_is_too_long_is_refused_and_not_read_to_its_end()
    {
        var answer = await AskAsync($"GET / HTTP/1.1\r\nX: {new string('x', HttpRequestHead.MostBytes)}");

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_clients_keep_nobody_from_being_answered()
    {
        // Far more than the server keeps open; none of them ever ends its request.
        for (var i = 0; i < 4 * HttpServer.MostConnections; i++)
        {
            var slow = await ConnectAsync();
            _sockets.Add(slow);
            await SendAsync(slow, "GET /hea");
        }

        for (var i = 0; i < 10; i++) Assert.EndsWith("/healthz\n", await AskAsync("GET /healthz HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_does_not_come_in_time_is_hung_up_on()
    {
        using var socket = await ConnectAsync();
        await SendAsync(socket, "GET /hea");

        await Eventually.HoldsAsync(() =>
        {
            // Again and again: the server begins to count when it has taken the connection.
            _time.Advance(HttpConnection.RequestPatience);
            return HasEnded(socket);
        });
    }

    [Fact]
    public async Task An_answer_that_is_not_taken_in_time_is_given_up()
    {
        using var socket = await ConnectAsync();
        await SendAsync(socket, "GET /large HTTP/1.1\r\n\r\n");
        await Eventually.HoldsAsync(() => socket.Available > 0);

        _time.Advance(HttpConnection.AnswerPatience);

        Assert.True((await ReadAsync(socket)).Length < LargeBody);
    }

    [Fact]
    public async Task It_ends_with_all_its_connections()
    {
        using var socket = await ConnectAsync();
        await SendAsync(socket, "GET /hea");

        await _server.DisposeAsync().AsTask().WaitAsync(Bound, TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => HasEnded(socket));
        await Assert.ThrowsAsync<SocketException>(ConnectAsync);
    }

    [Fact]
    public async Task Every_address_is_IPv4s_too()
    {
        var all = new IPEndPoint(IPAddress.IPv6Any, WardWorker.FreePort());
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Throws<SocketException>(() => new HttpServer(all, Echo, _time, _logs));
            return;
        }

        await using var server = new HttpServer(all, Echo, _time, _logs);

        using var client = new HttpClient();
        Assert.Equal("/x\n", await client.GetStringAsync(new Uri($"http://127.0.0.1:{all.Port}/x"), TestContext.Current.CancellationToken));
        Assert.Equal("/x\n", await client.GetStringAsync(new Uri($"http://[::1]:{all.Port}/x"), TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var socket in _sockets) socket.Dispose();
        _logs.Dispose();
    }

    private static Task<HttpAnswer> Echo(HttpRequestHead request, CancellationToken cancellationToken)
        => Task.FromResult(HttpAnswer.Text(200, request.Path == "/large" ? new string('x', LargeBody) : request.Path));

    private static bool HasEnded(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_endPoint, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text)
        => await socket.SendAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>All that comes until the server hangs up, in whichever way.</summary>
    private static async Task<string> ReadAsync(Socket socket)
    {
        var read = new StringBuilder();
        var buffer = new byte[65_536];
        try
        {
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Bound) is var count and > 0)
                read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }

        return read.ToString();
    }

    private async Task<string> AskAsync(string request)
    {
        using var socket = await ConnectAsync();
        await SendAsync(socket, request);
        return await ReadAsync(socket);
    }
}
