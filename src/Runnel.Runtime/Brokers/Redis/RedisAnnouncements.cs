using System.Globalization;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>What members of a group tell each other, by publishing: who does not listen at that instant does not hear it.</summary>
internal sealed class RedisAnnouncements(RedisConnections connections, IKeyLayout keys)
{
    private const string GroupChanged = "group";
    private const string PartitionFree = "free ";
    private const string PartitionChanged = "changed ";

    public async ValueTask AnnounceAsync(GroupId group, Announcement announcement, CancellationToken cancellationToken)
    {
        var arguments = new CommandArguments(2).Add((byte[])keys.Announcements(group)!).Add(Write(announcement));
        (await connections.Leases.ExecuteAsync("PUBLISH", arguments.Memory, cancellationToken)).Dispose();
    }

    public async ValueTask<IAsyncDisposable> ListenAsync(GroupId group, Action<Announcement> heard, CancellationToken cancellationToken)
    {
        var listening = new Listening(connections, keys.Announcements(group), heard);
        var starting = listening.StartAsync();
        try
        {
            await starting.WaitAsync(cancellationToken);
            return listening;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            connections.Own(listening.StopAfterAsync(starting));
            throw;
        }
    }

    private static string Write(Announcement announcement) => announcement.Kind switch
    {
        AnnouncementKind.PartitionFree => string.Create(CultureInfo.InvariantCulture, $"{PartitionFree}{announcement.Partition}"),
        AnnouncementKind.PartitionChanged => string.Create(CultureInfo.InvariantCulture, $"{PartitionChanged}{announcement.Partition}"),
        _ => GroupChanged,
    };

    /// <summary>Whatever is not understood (a newer version may say more) is taken as a reason to look.</summary>
    private static Announcement Read(string text)
        => Read(text, PartitionFree, AnnouncementKind.PartitionFree)
            ?? Read(text, PartitionChanged, AnnouncementKind.PartitionChanged)
            ?? new Announcement(AnnouncementKind.GroupChanged);

    private static Announcement? Read(string text, string word, AnnouncementKind kind)
        => text.StartsWith(word, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(word.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? new Announcement(kind, partition)
            : null;

    private sealed class Listening(RedisConnections connections, RedisChannel channel, Action<Announcement> heard) : IAsyncDisposable
    {
        private RedisLink? _link;
        private volatile bool _isOver;

        public async Task StartAsync()
        {
            var link = await connections.NewsAsync();
            await link.SubscribeAsync(channel, Heard);
            _link = link;
        }

        public async Task StopAfterAsync(Task starting)
        {
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _isOver = true;
            if (_link is null) return;
            try
            {
                await _link.UnsubscribeAsync(channel, Heard);
            }
            catch (BrokerException)
            {
                // The connection is lost, and the subscription with it; if it comes back, what is heard is dropped.
            }
        }

        private void Heard(RedisChannel from, RedisValue message)
        {
            if (!_isOver) heard(Read(message.ToString()));
        }
    }
}
