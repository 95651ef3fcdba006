using System.Collections.Concurrent;
using Runnel.CommandLine;

namespace Runnel.Tests.Hosting;

/// <summary>A terminal whose keys a test presses, and whose size it sets.</summary>
internal sealed class TestTerminal : ITerminal
{
    private readonly ConcurrentQueue<char> _keys = new();
    private readonly Lock _gate = new();
    private (int Width, int Height) _size = (160, 50);

    public (int Width, int Height) Size
    {
        get
        {
            lock (_gate) return _size;
        }
        set
        {
            lock (_gate) _size = value;
        }
    }

    public void Press(char key) => _keys.Enqueue(key);

    public bool TryReadKey(out char key) => _keys.TryDequeue(out key);
}
