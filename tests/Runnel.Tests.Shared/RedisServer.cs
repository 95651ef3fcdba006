using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Runnel.Tests;

/// <summary>How a <see cref="RedisServer"/> is started.</summary>
public sealed record RedisServerOptions
{
    /// <summary>More arguments for redis-server: <c>--maxmemory</c>, <c>10mb</c>. They outrank the usual ones.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Sent with AUTH before the first PING, where <see cref="Arguments"/> set a password.</summary>
    public string? Password { get; init; }

    /// <summary>PEM files of certificate and key: the port speaks TLS then.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>Whether it is a node of a cluster: it gets a free port for the cluster's bus too.</summary>
    public bool IsClusterNode { get; init; }

    /// <summary>Makes it a sentinel with this configuration.</summary>
    public string? SentinelConfiguration { get; init; }
}

/// <summary>
/// A real redis-server on a free loopback port, in a directory of its own, without persistence unless arguments say otherwise. It dies
/// with this process, however that ends.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly RedisServerOptions _options;
    private readonly StringBuilder _output = new();
    private Process _process = null!;

    private RedisServer(RedisServerOptions options) => _options = options;

    /// <summary>The loopback port; stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The port of the cluster's bus, where it is a node of a cluster.</summary>
    public int BusPort { get; private set; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary><c>redis://127.0.0.1:port</c>, or <c>rediss://</c> with TLS; without a password.</summary>
    public string Url => $"{(_options.Tls is null ? "redis" : "rediss")}://{EndPoint}";

    /// <summary>Where it keeps its files.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("runnel-redis-").FullName;

    public int ProcessId => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>What the server printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static Task<RedisServer> StartAsync(params string[] arguments) => StartAsync(new RedisServerOptions { Arguments = arguments });

    public static async Task<RedisServer> StartAsync(RedisServerOptions options)
    {
        var server = new RedisServer(options);
        try
        {
            for (var left = 20; ; left--)
            {
                server.Port = FreePort();
                if (options.IsClusterNode) server.BusPort = FreePort();
                if (await server.TryStartAsync()) return server;
                if (left == 0) throw server.Failure("found no free port");
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Carries out one command on a connection of its own; see <see cref="RedisCommand"/>.</summary>
    public Task<object?> ExecuteAsync(params object[] command) => RedisCommand.ExecuteAsync(Port, command);

    /// <summary>Starts it again on the same port after <see cref="StopAsync"/> or <see cref="KillAsync"/>, with the files it left.</summary>
    public async Task StartAgainAsync()
    {
        if (IsRunning) throw new InvalidOperationException("The server is still running.");
        for (var left = 50; !await TryStartAsync(); left--)
        {
            if (left == 0) throw Failure($"could not have port {Port} again");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Ends it in good order (SIGTERM).</summary>
    public Task StopAsync() => EndAsync(Signal.Terminate);

    /// <summary>Ends it at once (SIGKILL).</summary>
    public Task KillAsync() => EndAsync(Signal.Kill);

    /// <summary>Stands still: connections stay open, nothing is answered (SIGSTOP).</summary>
    public void Freeze() => ChildProcess.Send(_process, Signal.Stop);

    /// <summary>Goes on after <see cref="Freeze"/> (SIGCONT).</summary>
    public void Thaw() => ChildProcess.Send(_process, Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await EndAsync(Signal.Kill);
            _process.Dispose();
        }

        if (System.IO.Directory.Exists(Directory)) System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task EndAsync(Signal signal)
    {
        if (_process.HasExited) return;
        ChildProcess.Send(_process, signal);
        await _process.WaitForExitAsync().WaitAsync(Bound);
    }

    /// <summary>False: the port is taken.</summary>
    private async Task<bool> TryStartAsync()
    {
        lock (_output) _output.Clear();
        _process?.Dispose();
        _process = await ChildProcess.StartAsync("redis-server", Arguments(), Directory, Print);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (_process.HasExited)
            {
                _process.WaitForExit();
                if (Output.Contains("Address already in use", StringComparison.Ordinal)) return false;
                throw Failure($"ended at once with exit code {_process.ExitCode}");
            }

            if (Output.Contains(ReadyMark, StringComparison.Ordinal) && await AnswersAsync()) return true;
            if (TimeProvider.System.GetElapsedTime(started) > Bound) throw Failure($"did not answer within {Bound.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>What it prints once it listens.</summary>
    private string ReadyMark => _options.SentinelConfiguration is null ? "Ready to accept connections" : "Sentinel ID is";

    private List<string> Arguments()
    {
        if (_options.SentinelConfiguration is { } configuration)
        {
            // A sentinel keeps what it learns in its file.
            var file = Path.Combine(Directory, "sentinel.conf");
            if (!File.Exists(file)) File.WriteAllText(file, configuration);
            return [file, "--sentinel", "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Directory, "--daemonize", "no"];
        }

        List<string> arguments =
        [
            _options.Tls is null ? "--port" : "--tls-port", $"{Port}", "--bind", "127.0.0.1", "--dir", Directory, "--daemonize", "no",
            "--save", "", "--appendonly", "no", "--enable-debug-command", "local",
        ];
        if (_options.Tls is var (certificate, key))
        {
            arguments.AddRange(
                ["--port", "0", "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"]);
        }

        if (_options.IsClusterNode) arguments.AddRange(["--cluster-enabled", "yes", "--cluster-port", $"{BusPort}"]);
        arguments.AddRange(_options.Arguments);
        return arguments;
    }

    private async Task<bool> AnswersAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
            await using var stream = await OpenAsync(client, limit.Token);
            if (_options.Password is { } password && !await SaysAsync(stream, $"AUTH {password}\r\n", "+OK", limit.Token)) return false;
            return await SaysAsync(stream, "PING\r\n", "+PONG", limit.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client, CancellationToken cancellationToken)
    {
        if (_options.Tls is not var (certificate, key)) return client.GetStream();
        // Only asks whether the server is up; whom to trust is what the tests are about.
#pragma warning disable CA5359
        var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        using var shown = X509Certificate2.CreateFromPemFile(certificate, key);
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = [shown] };
        await stream.AuthenticateAsClientAsync(options, cancellationToken);
        return stream;
    }

    private static async Task<bool> SaysAsync(Stream stream, string command, string expected, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command), cancellationToken);
        var buffer = new byte[256];
        var length = await stream.ReadAsync(buffer, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length).StartsWith(expected, StringComparison.Ordinal);
    }

    private void Print(string line)
    {
        lock (_output) _output.AppendLine(line);
    }

    private InvalidOperationException Failure(string what) => new($"redis-server {what}. It printed:\n{string.Join('\n', Output.Split('\n').TakeLast(20))}");

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
