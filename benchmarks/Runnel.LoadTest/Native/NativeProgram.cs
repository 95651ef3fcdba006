using System.Diagnostics;
using System.Globalization;
using Runnel.Tests;

namespace Runnel.LoadTest.Native;

/// <summary>A published native program that prints <c>processed …</c> for each order it finds in a stream.</summary>
internal sealed record NativeProgram(string Path)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>How long a started program is left alone before its memory is read.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    /// <summary>Of the repository.</summary>
    public static string Root { get; } = FindRoot();

    public double Megabytes => new FileInfo(Path).Length / 1e6;

    public static async Task<NativeProgram> PublishAsync(string project)
    {
        var root = Root;
        var output = System.IO.Path.Combine(root, "artifacts", "load-test", System.IO.Path.GetFileName(project));
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        var printed = new List<string>();
        using var sdk = await ChildProcess.StartAsync(
            "dotnet",
            ["publish", project, "--configuration", "Release", "--artifacts-path", System.IO.Path.Combine(root, "artifacts", "aot"), "--output", output],
            root,
            line => { lock (printed) printed.Add(line); });
        await sdk.WaitForExitAsync();
        if (sdk.ExitCode != 0) throw new InvalidOperationException($"dotnet publish {project} failed:\n{string.Join('\n', printed)}");
        return new NativeProgram(Directory.EnumerateFiles(output).Single(file => File.Exists(file + ".dbg")));
    }

    /// <summary>
    /// Starts it, waits for the first processed order, and, when asked for, reads its memory after some idle time. Milliseconds from before
    /// the start of the process to the line of output; resident memory in MiB.
    /// </summary>
    public async Task<(double Milliseconds, double Mebibytes)> StartAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, bool measureMemory)
    {
        var info = new ProcessStartInfo(Path, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Bound) is { } line)
            {
                if (!line.StartsWith("processed", StringComparison.Ordinal)) continue;
                var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (measureMemory) await Task.Delay(Idle);
                var memory = ResidentMebibytes(process.Id);
                ChildProcess.Send(process, Signal.Terminate);
                await process.WaitForExitAsync().WaitAsync(Bound);
                return (milliseconds, memory);
            }

            throw new InvalidOperationException($"{Path} ended before it processed anything.");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static string FindRoot()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(root, "Runnel.sln"))) root = System.IO.Path.GetDirectoryName(root) ?? throw new InvalidOperationException("No Runnel.sln above.");
        return root;
    }

    private static double ResidentMebibytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
