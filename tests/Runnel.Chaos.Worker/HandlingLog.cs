using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Runnel.Chaos;

/// <summary>
/// Each handling, in a file of this process' own: a line before the work begins and one after its end, in one write each, so that a killed
/// process loses no line that it had written. Times are the machine's monotonic clock, which all processes share, and the wall clock.
/// </summary>
/// <remarks>
/// <c>owner process-run</c>, then <c>B delivery key n partition id epoch recovering attempt monotonic wall</c> for each event of a delivery,
/// and <c>E delivery outcome monotonic wall</c>. Monotonic times are nanoseconds, wall times ticks.
/// </remarks>
internal sealed class HandlingLog(string folder) : IDisposable
{
    private readonly Lock _gate = new();
    private FileStream? _file;
    private long _deliveries;

    public long Begin(IReadOnlyList<Step> steps, EventContext context)
    {
        var delivery = Interlocked.Increment(ref _deliveries);
        var text = new StringBuilder();
        for (var i = 0; i < steps.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"B {delivery} {steps[i].Key} {steps[i].N} {context.Partition} {context.Delivery.Events[i].Id} ");
            text.Append(CultureInfo.InvariantCulture, $"{context.FencingToken} {(context.Recovering ? 1 : 0)} {context.Attempt} {Now()}\n");
        }

        Write(text.ToString());
        return delivery;
    }

    public void End(long delivery, string outcome) => Write($"E {delivery} {outcome} {Now()}\n");

    private static string Now()
        => string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency)} {DateTime.UtcNow.Ticks}");

    public void Dispose() => _file?.Dispose();

    private void Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        lock (_gate) (_file ??= Open()).Write(bytes);
    }

    /// <summary>A program that only sends writes no file.</summary>
    private FileStream Open()
    {
        var owner = $"{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";
        Directory.CreateDirectory(folder);
        var file = new FileStream(Path.Combine(folder, $"{owner}.log"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(Encoding.UTF8.GetBytes($"owner {owner}\n"));
        return file;
    }
}
