using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Runnel.Runtime.Tests.Telemetry.Otlp;

/// <summary>Stands in for a collector: takes traces over OTLP, HTTP with protobuf, on a loopback port of its own.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _running;

    private OtlpCollector(HttpListener listener, Uri endpoint)
    {
        (_listener, Endpoint) = (listener, endpoint);
        _running = RunAsync();
    }

    /// <summary>Where an exporter sends traces.</summary>
    public Uri Endpoint { get; }

    public ConcurrentQueue<OtlpSpan> Spans { get; } = new();

    /// <summary>What was asked for that is no export of traces.</summary>
    public ConcurrentQueue<string> Strange { get; } = new();

    public static OtlpCollector Start()
    {
        while (true)
        {
            var address = $"http://127.0.0.1:{FreePort()}/";
            var listener = new HttpListener { Prefixes = { address } };
            try
            {
                listener.Start();
                return new OtlpCollector(listener, new Uri($"{address}v1/traces"));
            }
            catch (HttpListenerException)
            {
                // Somebody else took the port meanwhile.
                listener.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _running;
        _listener.Close();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task RunAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        if (request is { HttpMethod: "POST", Url.AbsolutePath: "/v1/traces", ContentType: "application/x-protobuf" })
        {
            foreach (var span in OtlpSpan.ReadExport(body.ToArray())) Spans.Enqueue(span);
        }
        else
        {
            Strange.Enqueue($"{request.HttpMethod} {request.Url} {request.ContentType}");
            response.StatusCode = (int)HttpStatusCode.BadRequest;
        }

        // An empty ExportTraceServiceResponse: all was taken.
        response.ContentType = "application/x-protobuf";
        response.ContentLength64 = 0;
        response.Close();
    }
}
