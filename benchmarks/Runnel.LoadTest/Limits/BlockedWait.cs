using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Runnel.LoadTest.Limits;

/// <summary>A thread that nothing else uses and that blocks in its socket's read: a reply wakes it and no other.</summary>
internal sealed class BlockedWait : IDisposable
{
    private readonly BlockingCollection<(byte[] Command, TaskCompletionSource<long> Arrived)> _waits = [];
    private readonly Socket _socket;
    private readonly Thread _thread;

    /// <summary>Takes the socket over.</summary>
    public BlockedWait(Socket socket)
    {
        _socket = socket;
        _thread = new Thread(Run) { IsBackground = true, Name = "blocked wait" };
        _thread.Start();
    }

    /// <summary>Sends a command, and answers when the first of its reply was read: a timestamp of <see cref="Stopwatch"/>.</summary>
    public Task<long> SendAsync(byte[] command)
    {
        var arrived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits.Add((command, arrived));
        return arrived.Task;
    }

    public void Dispose()
    {
        _waits.CompleteAdding();
        _socket.Dispose();
        _thread.Join();
        _waits.Dispose();
    }

    private void Run()
    {
        var reply = new byte[4096];
        foreach (var (command, arrived) in _waits.GetConsumingEnumerable())
        {
            try
            {
                _socket.Send(command);
                var length = _socket.Receive(reply);
                var at = Stopwatch.GetTimestamp();
                if (length == 0) throw new IOException("The server closed the connection.");
                arrived.SetResult(at);
            }
            catch (Exception error)
            {
                arrived.SetException(error);
            }
        }
    }
}
