using System.Buffers;
using Runnel.Contracts;
using Runnel.Partitioning;
using Runnel.Records;
using Runnel.Streams;

namespace Runnel;

/// <summary>One of an app's streams. Safe to use from many threads at once.</summary>
/// <remarks>
/// <para>
/// Events that go to one partition are appended in the order in which they were given to the stream, each at most once, whatever becomes of
/// connections. What could not be sent is reported by a <see cref="SendException"/> that says whether the event may be in the stream after all.
/// An event that fails does not hold up the ones after it.
/// </para>
/// <para>
/// A send waits for its turn, and is then tried, for as long as the setting <c>SendTimeout</c> each. A cancelled token takes back an event
/// that still waits for its turn; one that is on its way already is waited for, so that its outcome is known. Await the
/// <see cref="ValueTask"/> of a send once. Do not change a record before its send has ended.
/// </para>
/// </remarks>
/// <typeparam name="T">Its record.</typeparam>
public sealed class EventStream<T> : EventStream
    where T : IRecord<T>
{
    private readonly StreamDescriptor<T> _descriptor;
    private IEventCodec<T> _codec = null!;
    private IPartitionHasher _hasher = null!;
    private LaneSet _lanes = null!;
    private SendSpans _spans = null!;

    /// <summary>Declares the stream; generated code calls this. It can send once the app is built.</summary>
    /// <param name="descriptor">What the app declares.</param>
    public EventStream(StreamDescriptor<T> descriptor)
        : base(descriptor) => _descriptor = descriptor;

    internal override IPartitionHasher Hasher => Bound()._hasher;

    /// <summary>Sends an event; the broker gives it the next id.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Takes the event back while it waits for its turn.</param>
    /// <returns>The event's id, once it is in the stream.</returns>
    /// <exception cref="ArgumentException">The record is null, is derived from the stream's record, or has no partition key.</exception>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    /// <exception cref="RecordFormatException">The record could not be encoded; it was not sent.</exception>
    /// <exception cref="SendException">The event could not be sent, or it is not known whether it was.</exception>
    /// <exception cref="OperationCanceledException">The event was taken back: it was not sent.</exception>
    public ValueTask<EntryId> SendAsync(T record, CancellationToken cancellationToken = default)
        => Enqueue(PartitionOf(record), record, null, cancellationToken);

    /// <summary>Sends an event with an id of its own; it must be higher than all ids in its partition.</summary>
    /// <param name="record">The record.</param>
    /// <param name="id">The id; not <see cref="EntryId.Zero"/>.</param>
    /// <param name="cancellationToken">Takes the event back while it waits for its turn.</param>
    /// <returns>The same id, once the event is in the stream.</returns>
    /// <exception cref="ArgumentException">The record is null, is derived from the stream's record, or has no partition key; or the id is zero.</exception>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    /// <exception cref="RecordFormatException">The record could not be encoded; it was not sent.</exception>
    /// <exception cref="SendException">The event could not be sent (an id that is too low, say), or it is not known whether it was.</exception>
    /// <exception cref="OperationCanceledException">The event was taken back: it was not sent.</exception>
    public ValueTask<EntryId> SendAsync(T record, EntryId id, CancellationToken cancellationToken = default)
    {
        if (id == EntryId.Zero) throw new ArgumentException("An entry's id must be higher than 0-0.", nameof(id));
        return Enqueue(PartitionOf(record), record, id, cancellationToken);
    }

    /// <summary>Sends many events, each as soon as there is room for it: all partitions side by side, each in the order given.</summary>
    /// <remarks>
    /// It stops at the first event that fails: what is not on its way yet is taken back, what is on its way is waited for. So in each
    /// partition, what is in the stream is a beginning of what was given, without holes (but for the last batch, if its outcome is unknown).
    /// Cancelling stops it in the same way. Memory is bounded: no more is taken from the source than is being sent.
    /// </remarks>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>How many were sent: all.</returns>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    /// <exception cref="SendException">
    /// An event could not be sent, or the source threw: the inner exception says why. <see cref="SendException.AppendedCount"/> events are
    /// surely in the stream; <see cref="SendException.FirstMissing"/> is the place of the first that is not.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; its message says how many events are in the stream.</exception>
    public Task<long> SendManyAsync(IEnumerable<T> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return SendManyAsync(records.ToAsyncEnumerable(), cancellationToken);
    }

    /// <inheritdoc cref="SendManyAsync(IEnumerable{T}, CancellationToken)"/>
    public Task<long> SendManyAsync(IAsyncEnumerable<T> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Bound().PullAsync(records, cancellationToken);
    }

    /// <summary>The partition that a record goes to.</summary>
    /// <param name="record">The record.</param>
    /// <returns>0 to <see cref="EventStream.PartitionCount"/> - 1.</returns>
    /// <exception cref="ArgumentException">The record is null, is derived from the stream's record, or has no partition key.</exception>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    public int PartitionOf(T record)
    {
        var stream = Bound();
        CheckRecord(record);
        if (_descriptor.PartitionKey is not { } hash) return 0;
        try
        {
            return PartitionMap.Of(hash(record, stream._hasher), PartitionCount);
        }
        catch (MissingPartitionKeyException error)
        {
            throw new ArgumentException(
                $"The partition key of this {T.Descriptor.Name} is null: the stream '{Name}' ({Descriptor.Source}) does not know where to send it.",
                nameof(record), error);
        }
    }

    /// <summary>Decodes an event of this stream.</summary>
    /// <param name="rawEvent">The event.</param>
    /// <returns>The record.</returns>
    /// <exception cref="RecordFormatException">The fields are not what the record expects.</exception>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    public T Decode(RawEvent rawEvent) => Bound()._codec.Decode(rawEvent.Fields);

    /// <inheritdoc cref="Decode(RawEvent)"/>
    public T Decode(in RawEvent rawEvent) => Bound()._codec.Decode(rawEvent.Fields);

    /// <summary>Decodes the stored fields of an event of this stream.</summary>
    /// <param name="fields">The fields.</param>
    /// <returns>The record.</returns>
    /// <exception cref="RecordFormatException">The fields are not what the record expects.</exception>
    /// <exception cref="InvalidOperationException">The app is not built yet: its constructor is still running.</exception>
    public T Decode(RawFields fields) => Bound()._codec.Decode(fields);

    internal override void CheckJson(ReadOnlyMemory<byte> json) => PartitionOf(RecordJson.Read<T>(json.Span));

    internal override ValueTask<EntryId> SendJsonAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        => SendAsync(RecordJson.Read<T>(json.Span), cancellationToken);

    internal override Task<long> SendManyJsonAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> texts, CancellationToken cancellationToken)
        => SendManyAsync(texts.Select(static json => RecordJson.Read<T>(json.Span)), cancellationToken);

    internal override ValueTask<EntryId> SendRawAsync(int partition, RawFields fields, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<EntryId>(cancellationToken);
        var trace = _spans.Begin(partition);
        var marked = EmptyRecord.Marked(fields);
        var send = PendingSend<T>.Rent(default, null, trace, cancellationToken);
        var task = send.Task;
        _lanes[partition].Send(new QueuedSend(send, 0, trace is null ? marked : trace.Mark(marked), null, _lanes.Time.GetTimestamp()));
        return task;
    }

    internal override void Explain(RawFields fields, IPartitionHasher hasher, IBufferWriter<byte> json)
    {
        var record = Decode(fields);
        _descriptor.PartitionKey?.Invoke(record, hasher);
        RecordJson.Write(record, json);
    }

    internal override void HashKey(RawFields fields, IPartitionHasher hasher)
    {
        if (_descriptor.PartitionKey is { } hash) hash(Decode(fields), hasher);
    }

    /// <summary>The fields in which the stream keeps a record.</summary>
    internal RawFields Encode(T record) => EmptyRecord.Marked(Bound()._codec.Encode(record));

    internal override Task FlushAsync(CancellationToken cancellationToken) => Bound()._lanes.FlushAsync(cancellationToken);

    internal override Task CloseAsync(CancellationToken cancellationToken) => Bound()._lanes.CloseAsync(cancellationToken);

    private protected override void Connect(StreamBinding binding)
    {
        var (options, log) = (binding.Options, binding.Loggers.CreateLogger("Runnel.Streams"));
        _codec = _descriptor.Codec(options.Compressor);
        _hasher = _descriptor.Hasher?.Invoke() ?? XxHash64Hasher.Instance;
        _spans = new SendSpans(Name, log);
        _lanes = new LaneSet(
            Name, options.PartitionCount,
            new LaneSettings(binding.Broker, binding.Producer, options.PartitionSize, options.SendTimeout, binding.Time, log)
            {
                Gate = binding.Gate,
                IsLimited = options.IsLimited,
                WhenFull = options.WhenFull,
            });
    }

    private ValueTask<EntryId> Enqueue(int partition, T record, EntryId? id, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<EntryId>(cancellationToken);
        var lane = _lanes[partition];
        var trace = _spans.Begin(partition);
        RawFields fields = default;
        try
        {
            // A full lane holds callers' records, not their bytes as well.
            if (lane.HasRoom) fields = EmptyRecord.Marked(_codec.Encode(record));
        }
        catch (Exception error)
        {
            trace?.Failed(error);
            if (error is not RecordFormatException) throw;
            return ValueTask.FromException<EntryId>(error);
        }

        if (trace is not null && fields.Count > 0) fields = trace.Mark(fields);
        var send = PendingSend<T>.Rent(record, _codec, trace, cancellationToken);
        var task = send.Task;
        lane.Send(new QueuedSend(send, 0, fields, id, _lanes.Time.GetTimestamp()));
        return task;
    }

    private async Task<long> PullAsync(IAsyncEnumerable<T> records, CancellationToken cancellationToken)
    {
        var trace = _spans.BeginMany();
        await using var sender = new ManySender<T>(Name, _lanes, PartitionCount, Prepare, trace);
        try
        {
            var count = await sender.SendAsync(records, cancellationToken);
            trace?.Succeeded(count);
            return count;
        }
        catch (Exception error)
        {
            trace?.Failed(error, sender.Appended);
            throw;
        }
    }

    private (int Partition, RawFields Fields) Prepare(T record)
    {
        var partition = PartitionOf(record);
        return (partition, EmptyRecord.Marked(_codec.Encode(record)));
    }

    private void CheckRecord(T record)
    {
        ArgumentNullException.ThrowIfNull(record);

        // What a derived record adds would silently be left out; variants are told apart where they are encoded.
        if (!typeof(T).IsValueType && record.GetType() != typeof(T) && T.Descriptor.Discriminator is null)
        {
            throw new ArgumentException(
                $"The stream '{Name}' ({Descriptor.Source}) holds records of {T.Descriptor.Name}; this is a {record.GetType().Name}, and what it adds would be lost. "
                + $"Send it to a stream of its own, {(T.Descriptor.IsPrimitive ? "" : $"name it in a [Variant] of {T.Descriptor.Name}, ")}or make one record that holds both forms.",
                nameof(record));
        }
    }

    private EventStream<T> Bound()
    {
        _ = Binding;
        return this;
    }
}
