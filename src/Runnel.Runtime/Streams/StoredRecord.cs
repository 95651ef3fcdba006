using System.Buffers;
using Runnel.Partitioning;

namespace Runnel.Streams;

/// <summary>What an event's stored fields hold, for people and for finding its place: the record as JSON, its key, and its partition.</summary>
internal sealed class StoredRecord
{
    /// <summary>The record as JSON; empty: it could not be read, see <see cref="Problem"/>.</summary>
    public ReadOnlyMemory<byte> Json { get; private init; }

    /// <summary>The canonical text of its partition key; null: it has none, or could not be read.</summary>
    public byte[]? Key { get; private init; }

    /// <summary>The partition of that key; null: not known.</summary>
    public int? Partition { get; private init; }

    /// <summary>Why it could not be read.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads fields of a stream; whatever the record's own code throws is the problem.</summary>
    public static StoredRecord Of(EventStream stream, RawFields fields)
    {
        var json = new ArrayBufferWriter<byte>();
        var recorder = new KeyRecorder(stream.Hasher);
        string? problem = null;
        try
        {
            stream.Explain(fields, recorder, json);
        }
        catch (Exception error)
        {
            problem = error is RunnelException or ArgumentException ? error.Message : $"{error.GetType()}: {error.Message}";
        }

        return new StoredRecord
        {
            Json = problem is null ? json.WrittenMemory : default,
            Key = recorder.Key,
            Partition = recorder.Key is null ? null : PartitionMap.Of(recorder.Hash, stream.PartitionCount),
            Problem = problem,
        };
    }

    /// <summary>The canonical text of the key of stored fields; null: it has none, or could not be read.</summary>
    public static byte[]? KeyOf(EventStream stream, RawFields fields)
    {
        var recorder = new KeyRecorder(stream.Hasher);
        try
        {
            stream.HashKey(fields, recorder);
        }
        catch (Exception)
        {
            // Whatever the record's own code throws: who handles the event will meet it too, and say so.
            return null;
        }

        return recorder.Key;
    }

    /// <summary>Keeps the text of the key that it hashes: generated code hands out no other form of it.</summary>
    private sealed class KeyRecorder(IPartitionHasher hasher) : IPartitionHasher
    {
        public byte[]? Key { get; private set; }

        public ulong Hash { get; private set; }

        public string Name => hasher.Name;

        ulong IPartitionHasher.Hash(ReadOnlySpan<byte> key)
        {
            Hash = hasher.Hash(key);
            Key = key.ToArray();
            return Hash;
        }
    }
}
