using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Runnel.Tests.Hosting;

/// <summary>A worker of <see cref="Ward"/> that runs inside the test, and what it answers at its health port.</summary>
internal sealed class WardWorker : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new() { Timeout = Bound };
    private readonly WardProgram _program;
    private readonly Task<int> _run;
    private readonly RunnelApplication _application;

    /// <summary>Starts it.</summary>
    public WardWorker(WardProgram program)
    {
        _program = program;
        Port = FreePort();
        _application = program.Build("worker", "--health-port", $"{Port}");
        _run = _application.RunAsync();
    }

    public int Port { get; }

    public IServiceProvider Services => _application.Services;

    /// <summary>A loopback port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Status 0: nobody listens there.</summary>
    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri($"http://127.0.0.1:{Port}{path}"));
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return (0, "");
        }
    }

    /// <summary>The figures now, as a strict reader reads them.</summary>
    public async Task<PrometheusSamples> MetricsAsync()
    {
        var (status, body) = await GetAsync("/metrics");
        Assert.Equal(200, status);
        return PrometheusSamples.Parse(body);
    }

    /// <summary>Status code, status and problems of a health page.</summary>
    public async Task<(int Code, string Status, IReadOnlyList<string> Problems)> HealthAsync(string path)
    {
        var (code, body) = await GetAsync(path);
        if (code == 0) return (0, "", []);
        using var json = JsonDocument.Parse(body);
        return (
            code, json.RootElement.GetProperty("status").GetString()!,
            json.RootElement.TryGetProperty("problems", out var problems) ? [.. problems.EnumerateArray().Select(static problem => problem.GetString()!)] : []);
    }

    /// <summary>Waits for a health page that answers so.</summary>
    public async Task BecomesAsync(string path, int code, string status, string problem = "")
    {
        (int Code, string Status, IReadOnlyList<string> Problems) last = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                last = await HealthAsync(path);
                return last.Code == code && last.Status == status && (problem.Length == 0 || last.Problems.Any(it => it.Contains(problem, StringComparison.Ordinal)));
            },
            () => $"{path} is {last.Code} {last.Status} {string.Join(' ', last.Problems ?? [])}\n{_program.Logs}");
    }

    public async Task SendAsync(params int[] ids)
    {
        foreach (var id in ids) await Services.GetRequiredService<Ward>().Patients.SendAsync(new Patient(id), TestContext.Current.CancellationToken);
    }

    /// <summary>As SIGTERM does; ends at once.</summary>
    public void RequestStop() => _program.Signals!.Receive("SIGTERM", 15);

    /// <summary>The exit code.</summary>
    public Task<int> EndAsync() => _run.WaitAsync(Bound);

    public async ValueTask DisposeAsync()
    {
        if (!_run.IsCompleted) RequestStop();
        await EndAsync();
        _client.Dispose();
    }
}
