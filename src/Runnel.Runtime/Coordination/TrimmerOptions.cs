using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>A stream whose events are kept until they are processed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PartitionCount">How many partitions it has.</param>
/// <param name="Limit">Each partition's greatest length; 0: unbounded.</param>
/// <param name="Age">How long processed events are kept at least.</param>
internal sealed record KeptStream(string Name, int PartitionCount, long Limit, TimeSpan Age);

/// <summary>What the leader trims, and how.</summary>
/// <param name="Streams">The streams.</param>
/// <param name="Declared">The processors that this program declares; it declares them anew with each look.</param>
/// <param name="AbandonedAfter">How long after it was last heard of and declared nothing is kept for a processor any more; zero: for
/// ever.</param>
internal sealed record TrimmerOptions(IReadOnlyList<KeptStream> Streams, IReadOnlyList<GroupId> Declared, TimeSpan AbandonedAfter)
{
    /// <summary>How long a partition is left alone after nothing was trimmed there, or it is short.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a partition is left alone that was more than half full, while trimming makes room in it.</summary>
    public TimeSpan BusyInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often processors are looked after that hold something back.</summary>
    public TimeSpan AbsenceInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a processor is away before it is named.</summary>
    public TimeSpan NamedAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often it is named.</summary>
    public TimeSpan NamedEvery { get; init; } = TimeSpan.FromHours(1);
}
