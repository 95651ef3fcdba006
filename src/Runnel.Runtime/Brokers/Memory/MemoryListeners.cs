using Runnel.Threading;

namespace Runnel.Brokers.Memory;

/// <summary>Who listens to which group. Guarded by the server's lock; those who listen are called outside of it.</summary>
internal sealed class MemoryListeners
{
    private readonly Dictionary<GroupId, List<Action<Announcement>>> _listeners = [];

    public Listening Add(GroupId group, Action<Announcement> heard, Lock gate)
    {
        if (!_listeners.TryGetValue(group, out var listeners)) _listeners[group] = listeners = [];
        listeners.Add(heard);
        return new Listening(gate, listeners, heard);
    }

    public void Announce(GroupId group, Announcement announcement)
    {
        if (!_listeners.TryGetValue(group, out var listeners)) return;
        foreach (var heard in listeners) Background.Queue(() => heard(announcement));
    }

    public sealed class Listening(Lock gate, List<Action<Announcement>> listeners, Action<Announcement> heard) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (gate) listeners.Remove(heard);
            return ValueTask.CompletedTask;
        }
    }
}
