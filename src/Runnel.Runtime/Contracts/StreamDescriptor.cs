using System.ComponentModel;

namespace Runnel.Contracts;

/// <summary>What an app declares of one stream.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class StreamDescriptor
{
    /// <summary>The stream's name; a dead-letter sink's is <c>dead.&lt;source&gt;</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The property that declares it, for messages: <c>Shop.Orders</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The settings written in the attribute, by property name: <c>PartitionCount</c>, <c>PartitionSize</c>.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>For a dead-letter sink, the name of the stream whose failed events it takes; it then has one partition.</summary>
    public string? DeadLettersOf { get; init; }

    /// <summary>Makes the stream's own hasher; null: XxHash64.</summary>
    public Func<IPartitionHasher>? Hasher { get; init; }

    /// <summary>The record.</summary>
    public abstract RecordDescriptor Record { get; }

    /// <summary>Does something that depends on the record's type, without reflection.</summary>
    internal abstract void Accept(IStreamVisitor visitor);
}

/// <summary>Something to do with a stream that depends on its record's type.</summary>
internal interface IStreamVisitor
{
    void Visit<T>(StreamDescriptor<T> stream)
        where T : IRecord<T>;
}

/// <summary>What an app declares of one stream, with its record's type.</summary>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StreamDescriptor<T> : StreamDescriptor
    where T : IRecord<T>
{
    /// <summary>Hashes the record's partition key; null for a dead-letter sink.</summary>
    public Func<T, IPartitionHasher, ulong>? PartitionKey { get; init; }

    /// <summary>Makes the codec. Its argument is the compressor that settings choose (null: none); a stream with its own ignores it.</summary>
    public required Func<ICompressor?, IEventCodec<T>> Codec { get; init; }

    /// <inheritdoc/>
    public override RecordDescriptor Record => T.Descriptor;

    internal override void Accept(IStreamVisitor visitor) => visitor.Visit(this);
}
