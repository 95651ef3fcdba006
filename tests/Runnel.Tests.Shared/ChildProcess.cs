using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Runnel.Tests;

public enum Signal
{
    Interrupt,
    Terminate,
    Kill,
    Stop,
    Continue,
}

/// <summary>Starts processes that end with this one, even when this one is killed, and sends them signals.</summary>
public static class ChildProcess
{
    private static readonly ConcurrentDictionary<int, Process> Alive = new();
    private static readonly BlockingCollection<Action> Starts = [];
    private static readonly bool HasParentDeathSignal = File.Exists("/usr/bin/setpriv");

    static ChildProcess()
    {
        AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
        {
            foreach (var process in Alive.Values) Kill(process);
        };

        // The death signal is sent when the *thread* that made the child ends, so a pool thread will not do.
        new Thread(static () =>
        {
            foreach (var start in Starts.GetConsumingEnumerable()) start();
        })
        { IsBackground = true, Name = "child processes" }.Start();
    }

    /// <summary>Starts a program; <paramref name="output"/> gets each line that it prints.</summary>
    /// <exception cref="InvalidOperationException">There is no such program.</exception>
    public static Task<Process> StartAsync(
        string program,
        IEnumerable<string> arguments,
        string directory,
        Action<string> output,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var info = new ProcessStartInfo(Find(program)) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        if (HasParentDeathSignal)
        {
            // A shell's background jobs ignore SIGINT, and so would all that these tests start: ignoring is inherited.
            foreach (var argument in (string[])["--pdeathsig", "KILL", "--", "/usr/bin/env", "--default-signal=INT", info.FileName]) info.ArgumentList.Add(argument);
            info.FileName = "/usr/bin/setpriv";
        }

        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Start(info, output));
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }

    public static void Send(Process process, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (kill(process.Id, Number(signal)) != 0 && !process.HasExited)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Signal {signal} did not reach process {process.Id}.");
    }

    private static Process Start(ProcessStartInfo info, Action<string> output)
    {
        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => { if (line.Data is not null) output(line.Data); };
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) output(line.Data); };
        process.Start();
        var id = process.Id;
        Alive[id] = process;
        process.Exited += (_, _) => Alive.TryRemove(new KeyValuePair<int, Process>(id, process));
        if (process.HasExited) Alive.TryRemove(new KeyValuePair<int, Process>(id, process));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended or was disposed of: nothing is left to kill.
        }
    }

    private static string Find(string program)
    {
        if (Path.IsPathRooted(program)) return program;
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return found ?? throw new InvalidOperationException(
            $"There is no {program} in PATH, and these tests need a real one. Run ./scripts/test.sh, which provides it.");
    }

    private static int Number(Signal signal) => signal switch
    {
        Signal.Interrupt => 2,
        Signal.Terminate => 15,
        Signal.Kill => 9,
        Signal.Stop => OperatingSystem.IsLinux() ? 19 : 17,
        Signal.Continue => OperatingSystem.IsLinux() ? 18 : 19,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

#pragma warning disable SYSLIB1054 // LibraryImport would ask for unsafe code in this project; two integers need no marshalling.
    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);
#pragma warning restore SYSLIB1054
}
