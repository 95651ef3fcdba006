using System.Globalization;
using Runnel.LoadTest;
using Runnel.Tests;

namespace Runnel.Comparison.Contenders;

/// <summary>BullMQ, in a Node process of its own: <c>benchmarks/bullmq/bullmq.mjs</c> sends, consumes and says how fast.</summary>
internal sealed class BullMq(string folder)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    /// <summary>Figures by name: <c>send</c>, <c>consume</c>, <c>p50</c>, <c>p99</c>.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(Server server, int events, int concurrency, int trickle)
    {
        var printed = new List<string>();
        using var node = await ChildProcess.StartAsync(
            "node", ["bullmq.mjs", $"{server.Port}", $"{events}", $"{concurrency}", $"{trickle}"], folder,
            line => { lock (printed) printed.Add(line); });
        await node.WaitForExitAsync().WaitAsync(Bound);
        lock (printed)
        {
            if (node.ExitCode != 0) throw new InvalidOperationException($"BullMQ ended with exit code {node.ExitCode}:\n{string.Join('\n', printed)}");
            return printed.Select(line => line.Split('=')).Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture));
        }
    }
}
