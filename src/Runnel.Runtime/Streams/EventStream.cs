using System.Buffers;
using System.Runtime.CompilerServices;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Streams;

namespace Runnel;

/// <summary>One of an app's streams, whatever its record.</summary>
public abstract class EventStream : IAppStream
{
    /// <summary>How many entries a read fetches at once.</summary>
    private const int Page = 256;

    private StreamBinding? _binding;

    private protected EventStream(StreamDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Descriptor = descriptor;
    }

    /// <summary>The stream's name.</summary>
    public string Name => Descriptor.Name;

    /// <summary>How many partitions the stream has.</summary>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    public int PartitionCount => Binding.Options.PartitionCount;

    internal StreamDescriptor Descriptor { get; }

    StreamDescriptor IAppStream.Descriptor => Descriptor;

    private protected StreamBinding Binding => Volatile.Read(ref _binding) ?? throw Unbound();

    /// <summary>Reads what is stored in a partition now, in order, and ends there; it moves no processor's cursor.</summary>
    /// <param name="partition">The partition, 0 to <see cref="PartitionCount"/> - 1.</param>
    /// <param name="after">Only events that stand after this id; <see cref="EntryId.Zero"/>: from the oldest.</param>
    /// <param name="count">At most so many events; null: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events, undecoded; see <see cref="EventStream{T}.Decode(RawEvent)"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition, or the count is negative.</exception>
    /// <exception cref="BrokerException">The broker could not answer.</exception>
    /// <exception cref="InvalidOperationException">The app is not built yet.</exception>
    public IAsyncEnumerable<RawEvent> ReadAsync(int partition, EntryId after = default, long? count = null, CancellationToken cancellationToken = default)
    {
        CheckPartition(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        return ReadStoredAsync(new PartitionId(Name, partition), after, count ?? long.MaxValue, cancellationToken);
    }

    /// <summary>Connects the stream to its broker and settings, once, after the app's constructor.</summary>
    internal void Bind(StreamBinding binding)
    {
        if (Volatile.Read(ref _binding) is not null) throw new InvalidOperationException($"The stream '{Name}' ({Descriptor.Source}) is bound already.");
        Connect(binding);
        Volatile.Write(ref _binding, binding);
    }

    /// <summary>The hasher by which keys find their partition: its name is part of what the app declares.</summary>
    internal abstract IPartitionHasher Hasher { get; }

    /// <summary>Whether JSON text is such a record, with a partition key; throws what decoding throws. (The command line checks all input before it sends any.)</summary>
    internal abstract void CheckJson(ReadOnlyMemory<byte> json);

    /// <summary>Sends the record that JSON text gives, whatever serializer the stream has.</summary>
    internal abstract ValueTask<EntryId> SendJsonAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken);

    /// <summary>Sends the records that JSON texts give, as SendManyAsync does.</summary>
    internal abstract Task<long> SendManyJsonAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> texts, CancellationToken cancellationToken);

    /// <summary>Appends fields as they are, undecoded, to a partition: how dead letters keep what could not be decoded.</summary>
    internal abstract ValueTask<EntryId> SendRawAsync(int partition, RawFields fields, CancellationToken cancellationToken);

    /// <summary>
    /// Decodes stored fields, gives the record's partition key to a hasher (not for a dead-letter sink, which has none), and writes the record as
    /// JSON. Throws what decoding throws, and whatever the user's code throws. See <see cref="StoredRecord"/>.
    /// </summary>
    internal abstract void Explain(RawFields fields, IPartitionHasher hasher, IBufferWriter<byte> json);

    /// <summary>How long each partition may be, and what happens beyond.</summary>
    internal StreamOptions Options => Binding.Options;

    /// <summary>Gives the partition key of stored fields to a hasher, if the stream has keys. Throws what decoding throws, and whatever the user's code throws.</summary>
    internal abstract void HashKey(RawFields fields, IPartitionHasher hasher);

    /// <summary>Ends when no send is under way any more; while others go on sending, that may be never.</summary>
    internal abstract Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Refuses further sends and flushes. Once the token is cancelled, it gives up what is left, and tells each caller the outcome.</summary>
    internal abstract Task CloseAsync(CancellationToken cancellationToken);

    private protected abstract void Connect(StreamBinding binding);

    private protected void CheckPartition(int partition)
    {
        if ((uint)partition >= (uint)PartitionCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(partition), partition, $"The stream '{Name}' has the partitions 0 to {PartitionCount - 1}.");
        }
    }

    private protected InvalidOperationException Unbound() => new(
        $"The stream '{Name}' ({Descriptor.Source}) is not connected yet: an app's streams are connected after its constructor has run. "
        + "Use it in a processor, a startup task or a timer, or after the app was built.");

    private async IAsyncEnumerable<RawEvent> ReadStoredAsync(
        PartitionId partition, EntryId after, long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var broker = Binding.Broker;
        var last = (await broker.InspectAsync(partition, cancellationToken)).Last;
        while (count > 0 && after < last)
        {
            var reply = await broker.ReadAsync([new ReadRequest(partition, after, (int)Math.Min(Page, count))], cancellationToken);
            if (reply.Partitions.Count == 0) yield break;
            var (_, entries, error) = reply.Partitions[0];
            if (error is not null) throw error;
            if (entries.Count == 0) yield break;
            foreach (var entry in entries)
            {
                if (entry.Id > last) yield break;
                yield return new RawEvent(partition.Stream, partition.Index, entry.Id, entry.Fields);
            }

            after = entries[^1].Id;
            count -= entries.Count;
        }
    }
}
