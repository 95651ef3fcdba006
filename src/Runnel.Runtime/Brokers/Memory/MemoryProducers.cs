using System.Runtime.InteropServices;

namespace Runnel.Brokers.Memory;

/// <summary>The last sequence and its answer of each producer on each partition, until they run out.</summary>
internal sealed class MemoryProducers
{
    private const int SweepAtLeast = 64;

    private readonly Dictionary<(PartitionId Partition, string Producer), Answer> _answers = [];
    private int _sweepAt = SweepAtLeast;

    public int Count => _answers.Count;

    public bool TryGet(PartitionId partition, string producer, TimeSpan now, out long sequence, out AppendReply reply)
    {
        ref var answer = ref CollectionsMarshal.GetValueRefOrNullRef(_answers, (partition, producer));
        var known = !System.Runtime.CompilerServices.Unsafe.IsNullRef(ref answer) && answer.Expiry > now;
        (sequence, reply) = known ? (answer.Sequence, answer.Reply) : (0, default);
        return known;
    }

    public void Set(PartitionId partition, string producer, long sequence, AppendReply reply, TimeSpan now, TimeSpan lifetime)
    {
        if (_answers.Count >= _sweepAt) Sweep(now);
        _answers[(partition, producer)] = new Answer(sequence, reply, now + lifetime);
    }

    public void Clear() => _answers.Clear();

    private void Sweep(TimeSpan now)
    {
        foreach (var (key, answer) in _answers)
        {
            if (answer.Expiry <= now) _answers.Remove(key);
        }

        // Twice what is left, so that sweeping costs a constant share of each append.
        _sweepAt = Math.Max(SweepAtLeast, _answers.Count * 2);
    }

    private readonly record struct Answer(long Sequence, AppendReply Reply, TimeSpan Expiry);
}
