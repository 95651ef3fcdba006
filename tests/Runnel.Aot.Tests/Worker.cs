using System.Diagnostics;
using System.Text;
using Runnel.Tests;

namespace Runnel.Aot.Tests;

/// <summary>A running native program, and what it printed so far.</summary>
internal sealed class Worker : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);
    private readonly StringBuilder _output = new();
    private Process _process = null!;

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public bool IsRunning => !_process.HasExited;

    public static async Task<Worker> StartAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var worker = new Worker();
        worker._process = await ChildProcess.StartAsync(program, arguments, Path.GetTempPath(), worker.Print, environment);
        return worker;
    }

    /// <summary>Starts a program and waits for its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var worker = await StartAsync(program, environment, arguments);
        return (await worker.EndAsync(), worker.Output);
    }

    public Task PrintsAsync(string text) => PrintsAsync(output => output.Contains(text, StringComparison.Ordinal), text);

    public async Task PrintsAsync(Func<string, bool> condition, string what)
    {
        await Eventually.HoldsAsync(() => condition(Output) || !IsRunning, () => $"It waits for: {what}\n{Output}", Bound);
        if (condition(Output)) return;
        await EndAsync();
        if (!condition(Output)) throw new InvalidOperationException($"The program ended with {_process.ExitCode} before: {what}\n{Output}");
    }

    public void Send(Signal signal) => ChildProcess.Send(_process, signal);

    /// <summary>Waits until it has ended and all of its output is here; returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Bound);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Print(string line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
