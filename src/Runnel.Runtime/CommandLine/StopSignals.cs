using System.Runtime.InteropServices;

namespace Runnel.CommandLine;

/// <summary>
/// SIGTERM and SIGINT (Ctrl+C). The first asks for a graceful end: the token is cancelled. The second ends the process at once with
/// 128 + the signal's number, whatever is still going on.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<int> _exit;
    private int _first;

    public StopSignals()
        : this(Environment.Exit)
    {
    }

    /// <summary>For tests, which must outlive the second signal.</summary>
    internal StopSignals(Action<int> exit) => _exit = exit;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that says which signal came first; 0: none came.</summary>
    public int ExitCode => Volatile.Read(ref _first) is var number and not 0 ? CommandLine.ExitCode.OfSignal(number) : 0;

    /// <summary>Called with the name of the first signal, before the token is cancelled.</summary>
    public Action<string>? OnFirst { get; set; }

    /// <summary>Begins to listen.</summary>
    public StopSignals Listen()
    {
        Register(PosixSignal.SIGINT, "SIGINT", 2);
        Register(PosixSignal.SIGTERM, "SIGTERM", 15);
        return this;
    }

    /// <summary>What a signal does.</summary>
    internal void Receive(string name, int number)
    {
        if (Interlocked.CompareExchange(ref _first, number, 0) != 0)
        {
            _exit(CommandLine.ExitCode.OfSignal(number));
            return;
        }

        OnFirst?.Invoke(name);
        _source.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Register(PosixSignal signal, string name, int number)
        => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Receive(name, number);
        }));
}
