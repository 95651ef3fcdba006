using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Runnel's own layout: one hash tag per partition, so that all that one script touches stands in one slot of a Redis Cluster.
/// </summary>
internal sealed class RunnelKeyLayout : IKeyLayout
{
    private readonly string _app;
    private readonly ConcurrentDictionary<PartitionId, RedisKey> _streams = new();
    private readonly ConcurrentDictionary<PartitionId, RedisChannel> _news = new();
    private readonly ConcurrentDictionary<LeaseId, RedisKey> _states = new();

    public RunnelKeyLayout(string app)
    {
        _app = Checked("app", app);
        if (app.Contains('.', StringComparison.Ordinal))
            throw new SettingException(
                $"The app name '{app}' holds a '.', which stands between app and stream in Redis keys. Leave it out.");
        Leader = Key($"runnel:{{{app}}}:leader");
        Meta = Key($"runnel:{{{app}}}:meta");
    }

    public string Name => "runnel";

    public RedisKey Leader { get; }

    public RedisKey Meta { get; }

    public RedisKey Stream(PartitionId partition)
        => _streams.TryGetValue(partition, out var known) ? known : _streams.GetOrAdd(partition, Key(Prefix(partition)));

    public RedisChannel News(PartitionId partition)
        => _news.TryGetValue(partition, out var known)
            ? known
            : _news.GetOrAdd(partition, RedisChannel.Sharded(Encoding.UTF8.GetBytes($"{Prefix(partition)}:news")));

    public RedisKey State(LeaseId lease)
        => _states.TryGetValue(lease, out var known)
            ? known
            : _states.GetOrAdd(lease, Key($"{Prefix(lease.Partition)}:{Checked("processor", lease.Processor)}"));

    public RedisKey Members(GroupId group) => Key($"{Prefix(group)}:members");

    public RedisChannel Announcements(GroupId group) => RedisChannel.Literal($"{Prefix(group)}:announcements");

    public RedisKey Producer(PartitionId partition, string producer) => Key($"{Prefix(partition)}:producer:{producer}");

    private string Prefix(PartitionId partition)
        => string.Create(CultureInfo.InvariantCulture, $"runnel:{{{_app}.{Checked("stream", partition.Stream)}.{partition.Index}}}");

    private string Prefix(GroupId group) => $"runnel:{{{_app}.{Checked("stream", group.Stream)}:{Checked("processor", group.Processor)}}}";

    private static RedisKey Key(string name) => Encoding.UTF8.GetBytes(name);

    private static string Checked(string what, string name)
    {
        if (name.Length == 0) throw new SettingException($"The {what} name is empty.");
        if (name.AsSpan().IndexOfAny("{}:") >= 0)
            throw new SettingException(
                $"The {what} name '{name}' holds one of '{{', '}}' and ':', which have a meaning in Redis keys. Leave them out.");
        return name;
    }
}
