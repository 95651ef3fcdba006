using System.Diagnostics;
using System.Text;
using Runnel.Tests;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>A worker in a process of its own.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly StringBuilder _output = new();
    private Process _process = null!;

    /// <summary>How it is named in messages.</summary>
    public int Id { get; private set; }

    public bool IsRunning => !_process.HasExited;

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static async Task<WorkerProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var worker = new WorkerProcess();
        var program = Path.Combine(AppContext.BaseDirectory, "Runnel.Chaos.Worker.dll");
        worker._process = await ChildProcess.StartAsync("dotnet", [program, .. arguments], Path.GetTempPath(), worker.Print, environment);
        worker.Id = worker._process.Id;
        return worker;
    }

    /// <summary>How many lines of its log have this number.</summary>
    public int Count(int eventId)
    {
        var mark = $"[{eventId}]";
        return Output.Split('\n').Count(line => line.Contains(mark, StringComparison.Ordinal));
    }

    public bool Says(string text) => Output.Contains(text, StringComparison.Ordinal);

    public void Send(Signal signal) => ChildProcess.Send(_process, signal);

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        if (!IsRunning) return;
        Send(Signal.Kill);
        await _process.WaitForExitAsync().WaitAsync(Bound);
    }

    /// <summary>Asks it to stop in good order, and waits for that; returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        Send(Signal.Terminate);
        return EndAsync();
    }

    /// <summary>Waits for its end; returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Worker {Id} did not end within {Bound.TotalSeconds:0} s.\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Print(string line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
