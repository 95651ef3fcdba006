using System.IO.Compression;
using System.Text;
using Depot;
using Microsoft.Extensions.DependencyInjection;
using Runnel.Contracts;
using Runnel.Pipeline;

namespace Runnel.Generators.Tests.Apps;

/// <summary>What the emitted table of <see cref="Site.Warehouse"/> says and does.</summary>
public sealed class WarehouseTests : IDisposable
{
    private readonly Ledger _ledger = new();
    private readonly Ledger _office = new();
    private readonly Ledger _large = new();
    private readonly ServiceProvider _services;
    private readonly Site.Warehouse _app;

    public WarehouseTests()
    {
        _services = new ServiceCollection()
            .AddSingleton(_ledger)
            .AddKeyedSingleton("office", _office)
            .AddKeyedSingleton(Size.Large, _large)
            .BuildServiceProvider();
        _app = Create<Site.Warehouse>(_services);
    }

    private static AppDescriptor Table => Describe<Site.Warehouse>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void The_constructor_gets_services_keyed_ones_and_defaults()
    {
        Assert.Same(_ledger, _app.Ledger);
        Assert.Same(_services, _app.Services);
        Assert.Same(_large, _app.Large);
        Assert.Same(_ledger, _app.Missing);
        Assert.Equal("a \"b\"", _app.Greeting);
        Assert.Equal(-3, _app.Count);
    }

    [Fact]
    public void A_missing_service_is_an_error_unless_the_parameter_says_otherwise()
    {
        using var none = new ServiceCollection().AddKeyedSingleton(Size.Large, _large).BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => Create<Site.Warehouse>(none));
        Assert.Contains(nameof(Ledger), error.Message, StringComparison.Ordinal);
        var services = new ServiceCollection().AddSingleton("hello").AddSingleton(_ledger).AddKeyedSingleton(Size.Large, _large);
        using var words = services.BuildServiceProvider();
        Assert.Equal("hello", Create<Site.Warehouse>(words).Greeting);
    }

    [Fact]
    public void The_table_is_made_once_and_has_the_settings_that_are_written()
    {
        Assert.Same(Table, Table);
        Assert.Equal("depot", Table.Name);
        Assert.Equal(
            [
                new("RedisUrl", "redis://127.0.0.1"), new("DefaultPrefetchCount", "12"), new("DefaultLockExpirySeconds", "12.5"),
                new("DefaultExceptionPolicy", "Quarantine"), new("DefaultPartitionSize", "1000000"),
            ],
            Table.Settings);
    }

    [Fact]
    public void Streams_are_listed_in_the_order_of_their_declaration()
    {
        Assert.Equal(["parcels", "parcels.by-size", "scans", "dead.parcels", "dead.scans"], Table.Streams.Select(stream => stream.Name));
        Assert.Equal(
            ["Site.Warehouse.Parcels", "Site.Warehouse.BySize", "Site.Warehouse.Scans", "Site.Warehouse.DeadParcels", "Site.Warehouse.DeadScans"],
            Table.Streams.Select(stream => stream.Source));
        Assert.Equal([null, null, null, "parcels", "scans"], Table.Streams.Select(stream => stream.DeadLettersOf));
        Assert.Equal([new("PartitionCount", "4"), new("PartitionSize", "1000")], Table.Streams[0].Settings);
        Assert.Empty(Table.Streams[1].Settings);
        Assert.Equal([new("PartitionSize", "10")], Table.Streams[3].Settings);
        Assert.Equal(["Parcel", "Parcel", "Scan", "Dead", "Scan"], Table.Streams.Select(stream => stream.Record.Name));
    }

    [Fact]
    public void The_apps_streams_are_its_properties_and_carry_their_descriptors()
    {
        var streams = ((IRunnelApp<Site.Warehouse>)_app).Streams;
        Assert.Equal(Table.Streams, streams.Select(stream => stream.Descriptor));
        Assert.Same(_app.Parcels, streams[0]);
        Assert.Same(_app.BySize, streams[1]);
        Assert.Same(_app.OpenScans, streams[2]);
        Assert.Same(_app.DeadParcels, streams[3]);
        Assert.Same(_app.Parcels, _app.Parcels);
    }

    [Fact]
    public void Partition_keys_are_read_from_properties_enums_and_methods()
    {
        var id = Guid.NewGuid();
        Assert.Equal(id.ToString(), Key(0, new Parcel(id, "Oslo")));
        Assert.Equal("1", Key(1, new Parcel(id, "Oslo", Size.Large)));
        Assert.Throws<Partitioning.MissingPartitionKeyException>(() => Key(1, new Parcel(id, "Oslo")));
        Assert.Equal("4", Key(2, new Scan(42, null)));
        Assert.Null(((StreamDescriptor<Dead>)Table.Streams[3]).PartitionKey);
    }

    [Fact]
    public void Codecs_are_those_of_the_record_and_the_streams_own_parts()
    {
        var parcel = new Parcel(Guid.Empty, "Oslo");
        var json = ((StreamDescriptor<Parcel>)Table.Streams[0]).Codec(null);
        Assert.Equal(parcel, json.Decode(json.Encode(parcel)));
        Assert.Contains("\"to\":\"Oslo\"", Encoding.UTF8.GetString(json.Encode(parcel).ValueAt(0).Span), StringComparison.Ordinal);

        var own = (StreamDescriptor<Parcel>)Table.Streams[1];
        var compressed = own.Codec(null).Encode(parcel).ValueAt(0).ToArray();
        Assert.Equal(parcel.ToString(), Unzip(compressed));
        Assert.IsType<FirstByte>(own.Hasher!());

        var primitive = ((StreamDescriptor<Scan>)Table.Streams[2]).Codec(null).Encode(new(42, "x"));
        Assert.Equal(["gate", "class"], primitive.Select(field => Encoding.UTF8.GetString(field.Key.Span)));
        Assert.Null(Table.Streams[0].Hasher);
    }

    [Fact]
    public void Processors_are_listed_the_apps_own_first()
    {
        Assert.Equal(["loop", "one-by-one", "http_many", "raw", "lock", "bury_async", "write"], Table.Processors.Select(processor => processor.Name));
        Assert.Equal(
            ["parcels", "parcels", "parcels", "scans", "dead.scans", "dead.parcels", "parcels"],
            Table.Processors.Select(processor => processor.Stream));
        Assert.Equal([null, "dead.parcels", null, "dead.scans", null, null, null], Table.Processors.Select(processor => processor.DeadLetterSink));
        Assert.Equal([false, true, true, true, false, true, false], Table.Processors.Select(processor => processor.NeedsServices));
        Assert.Equal("Site.Warehouse.One", Table.Processors[1].Source);
        Assert.Equal("Office.Write", Table.Processors[6].Source);
        Assert.Equal(
            [new("ExceptionPolicy", "Ignore"), new("AckMode", "Background"), new("Retries", "3"), new("RetryDelaySeconds", "0.25")],
            Table.Processors[1].Settings);
        Assert.Equal([new("BatchSize", "10"), new("BatchWithinSeconds", "0.5")], Table.Processors[2].Settings);
        Assert.Equal([new("MaxCrashes", "0")], Table.Processors[6].Settings);
    }

    [Fact]
    public async Task Processors_call_their_methods_with_what_these_ask_for()
    {
        using var stop = new CancellationTokenSource();
        var context = new EventContext(new Delivery(null!) { FencingToken = 7 });
        var parcel = new Parcel(Guid.Empty, "Oslo");
        await ((LoopProcessor<Site.Warehouse, Parcel>)Table.Processors[0]).Method(_app, null!, _services, stop.Token);
        await ((EventProcessor<Site.Warehouse, Parcel>)Table.Processors[1]).Method(_app, parcel, context, _services, stop.Token);
        await ((BatchProcessor<Site.Warehouse, Parcel>)Table.Processors[2]).Method(_app, [parcel, parcel], context, _services, stop.Token);
        var raw = new RawEvent("scans", 3, default, default);
        await ((RawEventProcessor<Site.Warehouse, Scan>)Table.Processors[3]).Method(_app, raw, context, _services, stop.Token);
        await ((RawBatchProcessor<Site.Warehouse, Scan>)Table.Processors[4]).Method(_app, [raw, raw, raw], context, _services, stop.Token);
        await ((EventProcessor<Site.Warehouse, Dead>)Table.Processors[5]).Method(_app, null!, context, _services, stop.Token);
        var office = (EventProcessor<Office, Parcel>)Table.Processors[6];
        await office.Method(office.CreateTarget!(_services), parcel, context, _services, stop.Token);
        Assert.Equal(["loop True True", "many 2 False", "raw 3", "lock 3", "bury True", "office Oslo True"], _ledger.Lines);
        Assert.Equal(["one Oslo 7 True"], _office.Lines);
    }

    [Fact]
    public void Only_a_class_that_is_not_the_app_is_made_as_a_target()
    {
        Assert.Null(((EventProcessor<Site.Warehouse, Parcel>)Table.Processors[1]).CreateTarget);
        Assert.Null(((EventProcessor<Site.Warehouse, Dead>)Table.Processors[5]).CreateTarget);
        Assert.NotSame(
            ((EventProcessor<Office, Parcel>)Table.Processors[6]).CreateTarget!(_services),
            ((EventProcessor<Office, Parcel>)Table.Processors[6]).CreateTarget!(_services));
    }

    [Fact]
    public void Middleware_is_made_in_the_order_written_dead_letters_apart()
    {
        var made = ((EventProcessor<Site.Warehouse, Parcel>)Table.Processors[1]).Middleware.Select(make => make(_services)).ToList();
        Assert.Equal([typeof(Limit), typeof(Audit), typeof(Limit)], made.Select(item => item.GetType()));

        var first = ((Limit)made[0]).Attribute;
        Assert.Equal(1, first.PerSecond);
        Assert.Empty(first.Names);

        var audit = (Audit)made[1];
        Assert.Same(_ledger, audit.Ledger);
        Assert.Same(_office, audit.Office);
        Assert.Null(audit.Time);

        var (last, services) = (Limit)made[2];
        Assert.Same(_services, services);
        Assert.Equal(2, last.PerSecond);
        Assert.Equal(["x", "y\n"], last.Names);
        Assert.Equal(Size.Large, last.Size);
        Assert.Equal(typeof(List<>), last.Of);
        Assert.Equal(double.NaN, last.Factor);
        Assert.Empty(((RawEventProcessor<Site.Warehouse, Scan>)Table.Processors[3]).Middleware);
    }

    [Fact]
    public async Task Background_tasks_are_listed_and_run()
    {
        Assert.Equal(["begin_startup", "begin_timer", "close_async"], Table.Tasks.Select(task => task.Name));
        Assert.Equal([BackgroundTaskKind.Startup, BackgroundTaskKind.Timer, BackgroundTaskKind.Crontab], Table.Tasks.Select(task => task.Kind));
        Assert.Equal([true, false, true], Table.Tasks.Select(task => task.OnLeader));
        Assert.Equal([false, true, false], Table.Tasks.Select(task => task.Overlap));
        Assert.Equal([true, true, false], Table.Tasks.Select(task => task.NeedsServices));
        Assert.Equal(TimeSpan.FromMilliseconds(500), Table.Tasks[1].Interval);
        Assert.Equal(("0 45 17 * * *", "Europe/London"), (Table.Tasks[2].Expression, Table.Tasks[2].TimeZone));
        Assert.Equal((null, null), (Table.Tasks[0].Expression, Table.Tasks[0].TimeZone));

        await Table.Tasks[0].Run(_app, _services, TestContext.Current.CancellationToken);
        Assert.Equal(["begin"], _ledger.Lines);
        await Table.Tasks[2].Run(_app, _services, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<OperationCanceledException>(() => Table.Tasks[2].Run(_app, _services, new(canceled: true)).AsTask());
    }

    private static AppDescriptor Describe<TApp>()
        where TApp : class, IRunnelApp<TApp> => TApp.Descriptor;

    private static TApp Create<TApp>(IServiceProvider services)
        where TApp : class, IRunnelApp<TApp> => TApp.Create(services);

    private static string Key<T>(int stream, T record)
        where T : IRecord<T>
    {
        var hasher = new Recorder();
        ((StreamDescriptor<T>)Table.Streams[stream]).PartitionKey!(record, hasher);
        return hasher.Key;
    }

    private static string Unzip(byte[] compressed)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private sealed class Recorder : IPartitionHasher
    {
        public string Key { get; private set; } = "";

        public string Name => "recorder";

        public ulong Hash(ReadOnlySpan<byte> key)
        {
            Key = Encoding.UTF8.GetString(key);
            return 0;
        }
    }
}
