using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Where an app's data stands in Redis. A layout decides all names; nobody else puts a key together.</summary>
internal interface IKeyLayout
{
    /// <summary>The layout's name, recorded with each stream: workers of different layouts must not run side by side.</summary>
    string Name { get; }

    /// <summary>A hash: who leads the app, and which instants its leader-only tasks have claimed.</summary>
    RedisKey Leader { get; }

    /// <summary>A hash: what the app declares.</summary>
    RedisKey Meta { get; }

    /// <summary>A hash: the processors that programs of the app have declared, and when each was declared last.</summary>
    RedisKey Processors { get; }

    /// <summary>A stream: the partition's events. Each of its groups is a processor.</summary>
    RedisKey Stream(PartitionId partition);

    /// <summary>A sharded channel in the stream's slot, rung when something is appended on a cluster.</summary>
    RedisChannel News(PartitionId partition);

    /// <summary>A hash beside the stream, in its slot: a processor's lease and state on the partition.</summary>
    RedisKey State(LeaseId lease);

    /// <summary>A hash beside the stream, in its slot: the keys that are parked for a processor on the partition.</summary>
    RedisKey Parked(LeaseId lease);

    /// <summary>A list beside the stream, in its slot: the parked events of one key.</summary>
    RedisKey Parked(LeaseId lease, byte[] key);

    /// <summary>A hash: the members of a group, when each was heard, and what each works on.</summary>
    RedisKey Members(GroupId group);

    /// <summary>A channel: what the members of a group tell each other.</summary>
    RedisChannel Announcements(GroupId group);

    /// <summary>A string beside the stream, in its slot: the last sequence and answer of one producer.</summary>
    RedisKey Producer(PartitionId partition, string producer);
}
