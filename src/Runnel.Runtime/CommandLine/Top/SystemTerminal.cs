using System.Collections.Concurrent;

namespace Runnel.CommandLine;

/// <summary>The process' own terminal.</summary>
internal sealed class SystemTerminal : ITerminal
{
    private readonly ConcurrentQueue<char> _keys = new();
    private int _isReading;

    public (int Width, int Height) Size
    {
        get
        {
            var (width, height) = (Console.WindowWidth, Console.WindowHeight);
            // Terminals that do not know their size say 0.
            return width > 0 && height > 0 ? (width, height) : (80, 24);
        }
    }

    public bool TryReadKey(out char key)
    {
        // Looking now and then whether a key is there would have it shown in between: only while it is waited for is it not.
        if (!Console.IsInputRedirected && Interlocked.Exchange(ref _isReading, 1) == 0) new Thread(Read) { IsBackground = true, Name = "keys" }.Start();
        return _keys.TryDequeue(out key);
    }

    private void Read()
    {
        try
        {
            while (true) _keys.Enqueue(Console.ReadKey(intercept: true).KeyChar);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            // The terminal is gone, and with it whoever would press keys; Ctrl+C and SIGTERM end the command still.
        }
    }
}
