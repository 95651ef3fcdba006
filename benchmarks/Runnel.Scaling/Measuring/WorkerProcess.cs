using System.Diagnostics;
using System.Globalization;
using Runnel.Tests;

namespace Runnel.Scaling.Measuring;

/// <summary>What one worker process reports at its end. Times are of the machine's monotonic clock, in nanoseconds.</summary>
internal sealed record WorkerReport(long First, long Last, long Count, long Sum, long ResidentBytes, long HeapBytes)
{
    public static WorkerReport Parse(string line)
    {
        var numbers = line.Split(' ').Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new WorkerReport(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }
}

/// <summary>A running worker or sender of <c>Runnel.Scaling.Worker</c>.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource<WorkerReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _printed = [];
    private Process _process = null!;
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>It reached its target, or its time is up.</summary>
    public bool HasEnded { get; private set; }

    public bool HasExited => _process.HasExited;

    public static async Task<WorkerProcess> StartAsync(string path, IEnumerable<string> arguments)
    {
        var worker = new WorkerProcess();
        worker._process = await ChildProcess.StartAsync(path, arguments, Path.GetDirectoryName(path)!, worker.Read);
        return worker;
    }

    /// <summary>Ends it in good order.</summary>
    public async Task<WorkerReport> StopAsync()
    {
        ChildProcess.Send(_process, Signal.Terminate);
        await _process.WaitForExitAsync().WaitAsync(Bound);

        // Its last line may still be on its way here.
        return await _report.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    public string Printed()
    {
        lock (_printed) return string.Join('\n', _printed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) ChildProcess.Send(_process, Signal.Kill);
        await _process.WaitForExitAsync().WaitAsync(Bound);
        _process.Dispose();
    }

    private void Read(string line)
    {
        var words = line.Split(' ', 2);
        if (words[0] == "count") Interlocked.Exchange(ref _count, long.Parse(words[1], CultureInfo.InvariantCulture));
        else if (line == "end") HasEnded = true;
        else if (words[0] == "done") _report.TrySetResult(WorkerReport.Parse(line));
        else lock (_printed) _printed.Add(line);
    }
}
