using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Streams;

namespace Runnel.Tests.Sending;

/// <summary>Streams of <see cref="Numbered"/>, bound to a broker without the rest of an app.</summary>
internal static class TestStreams
{
    private static int _producers;

    public static StreamDescriptor<Numbered> Descriptor(Func<ICompressor?, IEventCodec<Numbered>>? codec = null, bool keyed = true) => new()
    {
        Name = "numbers",
        Source = "Test.Numbers",
        PartitionKey = keyed ? static (record, hasher) => PartitionKeys.Hash(hasher, record.Key) : null,
        Codec = codec ?? (static _ => new PrimitiveCodec<Numbered>()),
    };

    public static EventStream<Numbered> Bind(
        IBroker broker,
        TimeProvider? time = null,
        int partitions = 4,
        TimeSpan? sendTimeout = null,
        Func<ICompressor?, IEventCodec<Numbered>>? codec = null,
        bool keyed = true,
        ILoggerFactory? loggers = null,
        StreamOptions? options = null)
    {
        var stream = new EventStream<Numbered>(Descriptor(codec, keyed));
        stream.Bind(new StreamBinding(
            broker,
            (options ?? new StreamOptions { PartitionSize = 0 }) with { PartitionCount = partitions, SendTimeout = sendTimeout ?? TimeSpan.FromSeconds(30) },
            NewProducer(),
            time ?? TimeProvider.System,
            loggers ?? NullLoggerFactory.Instance));
        return stream;
    }

    public static async Task<List<Numbered>> ReadAllAsync(this EventStream<Numbered> stream, int partition)
    {
        List<Numbered> records = [];
        await foreach (var raw in stream.ReadAsync(partition)) records.Add(stream.Decode(raw));
        return records;
    }

    public static async Task<List<Numbered>> ReadAllAsync(this EventStream<Numbered> stream)
    {
        List<Numbered> records = [];
        for (var i = 0; i < stream.PartitionCount; i++) records.AddRange(await stream.ReadAllAsync(i));
        return records;
    }

    /// <summary>Reads, and again while the connection is still coming back.</summary>
    public static async Task<List<Numbered>> ReadAllPatientlyAsync(this EventStream<Numbered> stream)
    {
        List<Numbered> read = [];
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                read = await stream.ReadAllAsync();
                return true;
            }
            catch (BrokerException error) when (error.IsTransient)
            {
                return false;
            }
        });
        return read;
    }

    private static string NewProducer() => $"p{Interlocked.Increment(ref _producers)}-{Guid.NewGuid():n}";
}
