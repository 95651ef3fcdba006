using System.Runtime.InteropServices;

namespace Runnel.CommandLine;

/// <summary>
/// SIGTERM and SIGINT (Ctrl+C). The first asks for a graceful end: the token is cancelled. The second ends the process at once with
/// 128 + the signal's number, whatever is still going on. Signals that come within <see cref="Echo"/> of the first are the first: launchers
/// (<c>timeout</c>, a terminal with a shell that passes signals on) deliver one request to stop twice.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<int> _exit;
    private readonly TimeProvider _time;
    private int _first;
    private long _firstAt;

    public StopSignals()
        : this(Environment.Exit, TimeProvider.System)
    {
    }

    /// <summary>For tests, which must outlive the second signal.</summary>
    internal StopSignals(Action<int> exit, TimeProvider time) => (_exit, _time) = (exit, time);

    /// <summary>How long after the first signal another one is its echo. Nobody decides to press Ctrl+C again in that time.</summary>
    public static TimeSpan Echo { get; } = TimeSpan.FromMilliseconds(250);

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
        // The time is there before the number: who finds the number finds the time.
        Interlocked.CompareExchange(ref _firstAt, _time.GetTimestamp(), 0);
        if (Interlocked.CompareExchange(ref _first, number, 0) != 0)
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _firstAt)) >= Echo) _exit(CommandLine.ExitCode.OfSignal(number));
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
