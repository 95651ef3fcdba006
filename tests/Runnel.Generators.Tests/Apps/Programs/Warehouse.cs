// One app with everything an app can have. It is compiled into these tests with the generator, as users do, and its emitted
// file is compared with Golden/Warehouse.txt.
#pragma warning disable CS1591
using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Runnel;

namespace Depot;

[Record]
public partial record Parcel(Guid Id, string To, Size? Size = null);

[Record(Primitive = true)]
public partial record struct Scan(long Gate, string? @class);

public enum Size : byte
{
    Small,
    Large,
}

public sealed class Ledger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line) => _lines.Add(line);
}

/// <summary>Writes the customer's name only: enough to be told from JSON.</summary>
public sealed class NameOnly<T> : ISerializer<T>
{
    public void Serialize(T value, IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes($"{value}"));

    public T Deserialize(ReadOnlySequence<byte> input) => throw new NotSupportedException();
}

public sealed class FirstByte : IPartitionHasher
{
    public string Name => "first-byte";

    public ulong Hash(ReadOnlySpan<byte> key) => key[0];
}

public sealed class Audit(Ledger ledger, [FromKeyedServices("office")] Ledger office, TimeProvider? time = null) : IMiddleware
{
    public Ledger Ledger => ledger;

    public Ledger Office => office;

    public TimeProvider? Time => time;

    public ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken) => next(delivery, cancellationToken);
}

public sealed class LimitAttribute(int perSecond, params string[] names) : MiddlewareAttribute
{
    public int PerSecond => perSecond;

    public IReadOnlyList<string> Names => names;

    public Size Size { get; set; }

    public Type? Of { get; set; }

    public double Factor { get; set; }

    public override IMiddleware Create(IServiceProvider services) => new Limit(this, services);
}

public sealed record Limit(LimitAttribute Attribute, IServiceProvider Services) : IMiddleware
{
    public ValueTask InvokeAsync(Delivery delivery, DeliveryHandler next, CancellationToken cancellationToken) => next(delivery, cancellationToken);
}

public static partial class Site
{
    [App("depot", RedisUrl = "redis://127.0.0.1", LogLevel = "", DefaultPrefetchCount = 12, DefaultLockExpirySeconds = 12.5,
        DefaultExceptionPolicy = ExceptionPolicy.Quarantine, DefaultPartitionSize = 1_000_000)]
    internal sealed partial class Warehouse(
        Ledger ledger, IServiceProvider services, [FromKeyedServices(Size.Large)] Ledger large, Ledger? missing, string greeting = "a \"b\"", int count = -3)
    {
        public Ledger Ledger => ledger;

        public IServiceProvider Services => services;

        public Ledger Large => large;

        public Ledger? Missing => missing;

        public string Greeting => greeting;

        public int Count => count;

        [Stream("parcels", PartitionBy = nameof(Parcel.Id), PartitionCount = 4, PartitionSize = 1000)]
        public partial EventStream<Parcel> Parcels { get; }

        [Stream("parcels.by-size", PartitionBy = nameof(Parcel.Size), Serializer = typeof(NameOnly<>), Compressor = typeof(Gzip), Hasher = typeof(FirstByte))]
        internal partial EventStream<Parcel> BySize { get; }

        [Stream("scans", PartitionBy = nameof(Area))]
        private partial EventStream<Scan> Scans { get; }

        [DeadLetters(nameof(Parcels), PartitionSize = 10)]
        public partial EventStream<Dead> DeadParcels { get; }

        // Without a modifier on purpose: the emitted half has to leave it out too.
#pragma warning disable IDE0040
        [DeadLetters(nameof(Scans))]
        partial EventStream<Scan> DeadScans { get; }
#pragma warning restore IDE0040

        internal EventStream<Scan> OpenScans => Scans;

        private static string Area(Scan scan) => string.Create(CultureInfo.InvariantCulture, $"{scan.Gate / 10}");

        [Processor(nameof(Parcels))]
        public async Task<int> Loop(Events<Parcel> events, CancellationToken cancellationToken)
        {
            await Task.Yield();
            ledger.Add($"loop {events is null} {cancellationToken.CanBeCanceled}");
            return 1;
        }

        [Limit(1)]
        [Processor(
            nameof(Parcels), Name = "one-by-one", ExceptionPolicy = ExceptionPolicy.Ignore, AckMode = AckMode.Background, Retries = 3, RetryDelaySeconds = 0.25,
            Middleware = [typeof(DeadLetterMiddleware), typeof(Audit)])]
        [Limit(2, "x", "y\n", Size = Size.Large, Of = typeof(List<>), Factor = double.NaN)]
        private void One(Parcel parcel, EventContext context, [FromKeyedServices("office")] Ledger office, CancellationToken cancellationToken)
            => office.Add($"one {parcel.To} {context.FencingToken} {cancellationToken.CanBeCanceled}");

        [Processor(nameof(Parcels), BatchSize = 10, BatchWithinSeconds = 0.5)]
        [OnException<TimeoutException>(Retries = 7, RetryDelaySeconds = 0.25, IncludeInner = true)]
        [OnException<FormatException>(ExceptionPolicy = ExceptionPolicy.Ignore)]
        internal ValueTask<string> HTTPMany(IReadOnlyList<Parcel> parcels, IServiceProvider scope)
        {
            ledger.Add($"many {parcels.Count} {scope is null}");
            return ValueTask.FromResult("");
        }

        [Processor(nameof(Scans), Middleware = new[] { typeof(DeadLetterMiddleware) })]
        private static Task Raw(RawEvent raw, Ledger ledger)
        {
            ledger.Add($"raw {raw.Partition}");
            return Task.CompletedTask;
        }

        [Processor(nameof(DeadScans))]
        public ValueTask @lock(IReadOnlyList<RawEvent> @class)
        {
            ledger.Add($"lock {@class.Count}");
            return default;
        }

        [Startup(OnLeader = true), Timer(0.5, Overlap = true)]
        public void Begin(Ledger other) => other.Add("begin");

        [Crontab("0 45 17 * * *", TimeZone = "Europe/London", OnLeader = true, Misfire = Misfire.RunOnce)]
        public static async ValueTask<EntryId> CloseAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return EntryId.Zero;
        }
    }
}

/// <summary>Processors outside the app's class.</summary>
internal sealed class Office(Ledger ledger, TimeProvider? time)
{
    [Processor<Site.Warehouse>(nameof(Site.Warehouse.Parcels), MaxCrashes = 0)]
    public void Write(Parcel parcel) => ledger.Add($"office {parcel.To} {time is null}");

    [Processor<Site.Warehouse>(nameof(Site.Warehouse.DeadParcels))]
    internal static Task BuryAsync(Dead dead, Ledger ledger)
    {
        ledger.Add($"bury {dead is null}");
        return Task.CompletedTask;
    }
}
