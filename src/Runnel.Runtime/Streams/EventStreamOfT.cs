using Runnel.Contracts;

namespace Runnel;

/// <summary>One of an app's streams.</summary>
/// <typeparam name="T">Its record.</typeparam>
public sealed class EventStream<T> : EventStream
    where T : IRecord<T>
{
    /// <summary>Declares the stream; generated code calls this. It can send once the app is built.</summary>
    /// <param name="descriptor">What the app declares.</param>
    public EventStream(StreamDescriptor<T> descriptor)
        : base(descriptor)
    {
    }

    /// <inheritdoc/>
    public override int PartitionCount => throw new InvalidOperationException();

    internal override void Bind(StreamBinding binding) => throw new InvalidOperationException();

    internal override void CheckJson(ReadOnlyMemory<byte> json) => throw new InvalidOperationException();

    internal override ValueTask<EntryId> SendJsonAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken) => throw new InvalidOperationException();

    internal override ValueTask<EntryId> SendRawAsync(int partition, RawFields fields, CancellationToken cancellationToken) => throw new InvalidOperationException();
}
