using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Pipeline;
using Runnel.Streams;
using Runnel.Tests.Conformance;
using Xunit;

namespace Runnel.Tests.Delivery;

/// <summary>
/// The base of the tests of the delivery rules, which hold on every broker: a test project derives each class of this folder once per
/// broker. A test has an app of its own; each worker has a broker of its own, as a process has.
/// </summary>
public abstract class DeliveryTest : IAsyncLifetime
{
    public const int Partitions = 4;
    public const string StreamName = "ticks";
    public const string ProcessorName = "work";

    private readonly List<IAsyncDisposable> _owned = [];

    private protected DeliveryTest()
    {
        Server = null!;
        Broker = null!;
        Ticks = null!;
    }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected BrokerFixture Server { get; private set; }

    /// <summary>The test's own broker: it sends and looks.</summary>
    private protected IBroker Broker { get; private set; }

    private protected EventStream<Tick> Ticks { get; private set; }

    private protected Journal Journal { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Server = CreateFixture();
        await Server.StartAsync(Cancellation);
        Broker = await ConnectAsync();
        Ticks = Declare<Tick>(StreamName, Broker, static _ => new PrimitiveCodec<Tick>());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        for (var i = _owned.Count - 1; i >= 0; i--) await _owned[i].DisposeAsync();
        await Server.DisposeAsync();
    }

    private protected abstract BrokerFixture CreateFixture();

    private protected static LeaseId Lease(int partition) => new(new PartitionId(StreamName, partition), ProcessorName);

    private protected async Task<IBroker> ConnectAsync(Func<IBroker, IBroker>? decorate = null)
    {
        var broker = Server.CreateBroker();
        if (decorate is not null) broker = decorate(broker);
        _owned.Add(broker);
        await broker.ConnectAsync(Cancellation);
        return broker;
    }

    internal static EventStream<T> Declare<T>(
        string name, IBroker broker, Func<ICompressor?, IEventCodec<T>> codec, int partitions = Partitions, string? deadLettersOf = null,
        Func<T, IPartitionHasher, ulong>? partitionKey = null)
        where T : IRecord<T>
    {
        var stream = new EventStream<T>(new StreamDescriptor<T>
        {
            Name = name,
            Source = $"Test.{name}",
            Codec = codec,
            DeadLettersOf = deadLettersOf,
            PartitionKey = partitionKey,
        });
        stream.Bind(new StreamBinding(
            broker, new StreamOptions { PartitionCount = partitions, SendTimeout = TimeSpan.FromSeconds(20) }, Guid.NewGuid().ToString("N"),
            TimeProvider.System, NullLoggerFactory.Instance));
        return stream;
    }

    /// <summary>Starts a worker with one processor; the test stops it, or the end of the test does.</summary>
    private protected async Task<TestWorker> StartAsync(ProcessorDescriptor processor, ProcessorOptions? options = null, WorkerSetup? setup = null)
    {
        setup ??= new WorkerSetup();
        if (setup.Broker is { } own) await own.ConnectAsync(Cancellation);
        var worker = new TestWorker(processor, options ?? Quick, setup with { Broker = setup.Broker ?? await ConnectAsync() });
        _owned.Add(worker);
        return worker;
    }

    /// <summary>Options under which nothing takes longer than it must.</summary>
    private protected static ProcessorOptions Quick => new()
    {
        ReadTimeout = TimeSpan.FromMilliseconds(300),
        GracePeriod = TimeSpan.FromSeconds(10),
        RetryDelay = TimeSpan.FromMilliseconds(5),
    };

    private protected async Task<EntryId> SendAsync(int partition, int number)
        => await Ticks.SendRawAsync(partition, new PrimitiveCodec<Tick>().Encode(new Tick(number)), Cancellation);

    /// <summary>Sends numbers to a partition in order; returns their ids.</summary>
    private protected async Task<EntryId[]> SendAsync(int partition, IEnumerable<int> numbers)
        => await Task.WhenAll(numbers.Select(number => SendAsync(partition, number)));

    /// <summary>Adds an entry that is no <see cref="Tick"/>.</summary>
    private protected async Task<EntryId> SendPoisonAsync(int partition)
        => await Server.AddAsync(new PartitionId(StreamName, partition), new RawFields("number"u8.ToArray(), "not a number"u8.ToArray()));

    /// <summary>The state of a partition's lease, asked again while the test's own connection is one of those it broke; null: nobody ever held it.</summary>
    private protected async Task<LeaseState?> InspectAsync(int partition)
    {
        while (true)
        {
            try
            {
                return await Broker.InspectAsync(Lease(partition), Cancellation);
            }
            catch (BrokerException error) when (error.IsTransient)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
            }
        }
    }

    private protected async Task<EntryId?> CursorAsync(int partition) => (await InspectAsync(partition))?.Cursor;

    private protected Task CommittedAsync(int partition, EntryId id)
    {
        EntryId? last = null;
        return Eventually.HoldsAsync(
            async () => (last = await CursorAsync(partition)) == id, () => $"The cursor of partition {partition} stands at {last}, not {id}. {Describe()}");
    }

    /// <summary>Who holds a partition's lease; null: nobody, or nobody ever did.</summary>
    private protected async Task<string?> OwnerAsync(int partition) => (await InspectAsync(partition))?.Owner;

    private protected async Task<LeaseState> StateAsync(int partition)
    {
        var state = await InspectAsync(partition);
        Assert.NotNull(state);
        return state;
    }

    /// <summary>An owner takes the lease and vanishes.</summary>
    private protected async Task CrashAsync(string owner, bool begins = false, int partition = 0)
    {
        var lease = Lease(partition);
        var reply = await Broker.AcquireAsync(new(lease, owner, TimeSpan.FromMilliseconds(50), 0, LastChance: 2), Cancellation);
        Assert.Equal(AcquireStatus.Acquired, reply.Status);
        if (begins) Assert.True(await Broker.BeginAsync(new(lease, owner, reply.Epoch), Cancellation));
        await Eventually.HoldsAsync(async () => (await StateAsync(partition)).Remaining <= TimeSpan.Zero);
    }

    private protected Task HandledAsync(int partition, params int[] numbers)
        => Eventually.HoldsAsync(() => Journal.Of(partition).SequenceEqual(numbers), Describe);

    /// <summary>What there is to know when a condition does not hold.</summary>
    private protected string Describe() => $"{Journal}\n{string.Join('\n', _owned.OfType<TestWorker>().Select(static worker => worker.Logs))}";
}
