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
    private readonly ConcurrentDictionary<PartitionId, PartitionNames> _partitions = new();

    public RunnelKeyLayout(string app)
    {
        _app = Checked("app", app);
        if (app.Contains('.', StringComparison.Ordinal))
            throw new SettingException(
                $"The app name '{app}' holds a '.', which stands between app and stream in Redis keys. Leave it out.");
        Leader = Key($"runnel:{{{app}}}:leader");
        Meta = Key($"runnel:{{{app}}}:meta");
        Processors = Key($"runnel:{{{app}}}:processors");
    }

    public string Name => "runnel";

    public RedisKey Leader { get; }

    public RedisKey Meta { get; }

    public RedisKey Processors { get; }

    public RedisKey Stream(PartitionId partition) => Names(partition).Stream;

    public RedisChannel News(PartitionId partition) => Names(partition).News;

    public RedisKey State(LeaseId lease)
    {
        var names = Names(lease.Partition);
        return names.States.TryGetValue(lease.Processor, out var known)
            ? known
            : names.States.GetOrAdd(lease.Processor, Encoding.UTF8.GetBytes($"{names.Prefix}:{Checked("processor", lease.Processor)}"));
    }

    public RedisKey Parked(LeaseId lease) => State(lease).Append(":parked");

    public RedisKey Parked(LeaseId lease, byte[] key) => Parked(lease).Append(":").Append(key);

    public RedisKey Members(GroupId group) => Key($"{Prefix(group)}:members");

    public RedisChannel Announcements(GroupId group) => RedisChannel.Literal($"{Prefix(group)}:announcements");

    public RedisKey Producer(PartitionId partition, string producer) => Key($"{Prefix(partition)}:producer:{producer}");

    private PartitionNames Names(PartitionId partition)
        => _partitions.TryGetValue(partition, out var known) ? known : _partitions.GetOrAdd(partition, new PartitionNames(Prefix(partition)));

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

    /// <summary>The names of one partition, made once.</summary>
    private sealed class PartitionNames(string prefix)
    {
        public string Prefix { get; } = prefix;

        public RedisKey Stream { get; } = Key(prefix);

        public RedisChannel News { get; } = RedisChannel.Sharded(Encoding.UTF8.GetBytes($"{prefix}:news"));

        /// <summary>The key of each processor's state.</summary>
        public ConcurrentDictionary<string, byte[]> States { get; } = new(StringComparer.Ordinal);
    }
}
