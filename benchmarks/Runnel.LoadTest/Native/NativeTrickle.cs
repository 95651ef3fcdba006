using System.Globalization;
using Runnel.LoadTest.Report;
using Runnel.Tests;

namespace Runnel.LoadTest.Native;

/// <summary>
/// The trickle once more, as workers are deployed: this very program, published natively, which measures nothing else. What runs rarely is in no
/// processor's cache, and there it counts how little code there is.
/// </summary>
internal static class NativeTrickle
{
    public const string Suffix = ", native";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    public static async Task MeasureAsync(Server server, Options options, Figures figures)
    {
        Console.WriteLine("publishing the load test natively …");
        var program = await NativeProgram.PublishAsync("benchmarks/Runnel.LoadTest");
        string[] arguments =
        [
            "--no-native", "--only", "trickle p,trickle at", "--events", "1000",
            "--rounds", options.Rounds.ToString(CultureInfo.InvariantCulture), "--trickle", options.Trickle.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = await ChildProcess.StartAsync(
            program.Path, arguments, NativeProgram.Root, line => Take(line, figures), new Dictionary<string, string> { ["RUNNEL_REDIS_URL"] = server.Url });
        using var bound = new CancellationTokenSource(Bound);
        await process.WaitForExitAsync(bound.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program.Path} ended with exit code {process.ExitCode}.");
    }

    /// <summary>A line that names a figure: <c>  trickle p50, raw sockets: 0.123</c>.</summary>
    private static void Take(string line, Figures figures)
    {
        if (!line.StartsWith("  trickle", StringComparison.Ordinal) || line.Split(": ") is not [var name, var figure]) return;
        figures.Add(name.Trim() + Suffix, double.Parse(figure, CultureInfo.InvariantCulture));
        Console.WriteLine($"  {name.Trim()}{Suffix}: {figure}");
    }
}
