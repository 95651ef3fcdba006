using Runnel.Brokers;

namespace Runnel.Processing;

/// <summary>The partitions of one read or wait: the requests, and under which version of its buffer each was made.</summary>
internal sealed class FetchSet(int partitionCount)
{
    private readonly int[] _versions = new int[partitionCount];
    private readonly int[] _counts = new int[partitionCount];
    private readonly bool[] _isAnswered = new bool[partitionCount];

    /// <summary>Made anew when a call failed: a broker may still look at what it was given then.</summary>
    public List<ReadRequest> Requests { get; private set; } = new(partitionCount);

    public int Count => Requests.Count;

    public void Add(in ReadRequest request, int version)
    {
        Requests.Add(request);
        _versions[request.Partition.Index] = version;
        _counts[request.Partition.Index] = request.Count;
    }

    public void AddAll(FetchSet other)
    {
        foreach (var request in other.Requests) Add(request, other._versions[request.Partition.Index]);
    }

    public int VersionOf(int partition) => _versions[partition];

    /// <summary>How many events were asked for.</summary>
    public int CountOf(int partition) => _counts[partition];

    /// <summary>Whether the partition was asked for under that version.</summary>
    public bool Holds(int partition, int version) => _versions[partition] == version;

    public void MarkAnswered(int partition) => _isAnswered[partition] = true;

    public bool IsAnswered(int partition) => _isAnswered[partition];

    public void Clear(bool afterFailure = false)
    {
        if (afterFailure) Requests = new(partitionCount);
        else Requests.Clear();
        Array.Clear(_versions);
        Array.Clear(_isAnswered);
    }
}
