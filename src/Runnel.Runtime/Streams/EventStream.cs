using Runnel.Contracts;

namespace Runnel;

/// <summary>One of an app's streams, whatever its record.</summary>
public abstract class EventStream : IAppStream
{
    private protected EventStream(StreamDescriptor descriptor) => Descriptor = descriptor;

    /// <summary>The stream's name.</summary>
    public string Name => Descriptor.Name;

    internal StreamDescriptor Descriptor { get; }

    StreamDescriptor IAppStream.Descriptor => Descriptor;

    /// <summary>How many partitions the stream has.</summary>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    public abstract int PartitionCount { get; }

    /// <summary>Connects the stream to its broker and settings, once, after the app's constructor.</summary>
    internal abstract void Bind(StreamBinding binding);

    /// <summary>Whether JSON text is such a record; throws what decoding throws. (The command line checks all input before it sends any.)</summary>
    internal abstract void CheckJson(ReadOnlyMemory<byte> json);

    /// <summary>Sends the record that JSON text gives.</summary>
    internal abstract ValueTask<EntryId> SendJsonAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken);

    /// <summary>Appends fields as they are, undecoded, to a partition: how dead letters keep what could not be decoded.</summary>
    internal abstract ValueTask<EntryId> SendRawAsync(int partition, RawFields fields, CancellationToken cancellationToken);
}
