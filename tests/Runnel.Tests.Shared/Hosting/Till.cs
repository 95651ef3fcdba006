using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Runnel.Contracts;
using Runnel.Pipeline;

namespace Runnel.Tests.Hosting;

/// <summary>What a test wants of the app it hosts.</summary>
internal sealed class TillScript
{
    /// <summary>What the processors saw: processor, sale.</summary>
    public ConcurrentQueue<(string Processor, Sale Sale)> Seen { get; } = new();

    /// <summary>Called with each sale the processor <c>ring_up</c> gets.</summary>
    public Func<Sale, CancellationToken, ValueTask> OnRingUp { get; set; } = static (_, _) => ValueTask.CompletedTask;

    /// <summary>Called by the startup task.</summary>
    public Func<Till, CancellationToken, ValueTask> OnStart { get; set; } = static (_, _) => ValueTask.CompletedTask;
}

/// <summary>An app written by hand, as the generator would write it: two streams of one record, a sink, two processors, a startup task.</summary>
internal sealed class Till : IRunnelApp<Till>
{
    private static readonly StreamDescriptor<Sale> SalesStream = Stream("sales", [new Setting("PartitionCount", "4"), new Setting("PartitionSize", "1000")]);

    private static readonly StreamDescriptor<Sale> RefundsStream = Stream("late-refunds", []);

    private static readonly EventProcessor<Till, Sale> RingUpProcessor = new()
    {
        Name = "ring_up",
        Stream = "sales",
        Source = "Till.RingUp",
        Settings = [new Setting("Retries", "2"), new Setting("RetryDelaySeconds", "0")],
        ExceptionRules = [new ExceptionRule<FormatException> { Retries = 0, ExceptionPolicy = ExceptionPolicy.Ignore }],
        Method = static async (till, sale, _, _, cancellationToken) =>
        {
            await till._script.OnRingUp(sale, cancellationToken);
            till._script.Seen.Enqueue(("ring_up", sale));
        },
    };

    private static readonly EventProcessor<Till, Sale> PayOutProcessor = new()
    {
        Name = "pay_out",
        Stream = "late-refunds",
        Source = "Till.PayOut",
        Method = static (till, sale, _, _, _) =>
        {
            till._script.Seen.Enqueue(("pay_out", sale));
            return ValueTask.CompletedTask;
        },
    };

    private readonly TillScript _script;

    private Till(TillScript script) => _script = script;

    public EventStream<Sale> Sales { get; } = new(SalesStream);

    public EventStream<Sale> Refunds { get; } = new(RefundsStream);

    static AppDescriptor IRunnelApp<Till>.Descriptor { get; } = new()
    {
        Name = "till",
        Settings = [new Setting("DefaultPrefetchCount", "7")],
        Streams = [SalesStream, RefundsStream],
        Processors = [RingUpProcessor, PayOutProcessor],
        Tasks =
        [
            new BackgroundTaskDescriptor
            {
                Name = "open",
                Source = "Till.Open",
                Kind = BackgroundTaskKind.Startup,
                Run = static (app, _, stopping) => ((Till)app)._script.OnStart((Till)app, stopping),
            },
        ],
    };

    IReadOnlyList<IAppStream> IRunnelApp<Till>.Streams => [Sales, Refunds];

    public static Till Create(IServiceProvider services) => new(services.GetRequiredService<TillScript>());

    private static StreamDescriptor<Sale> Stream(string name, IReadOnlyList<Setting> settings) => new()
    {
        Name = name,
        Source = $"Till.{name}",
        Settings = settings,
        PartitionKey = static (sale, hasher) => PartitionKeys.Hash(hasher, sale.SaleId),
        Codec = static compressor => new StructuredCodec<Sale>(new JsonRecordSerializer<Sale>(), compressor),
    };
}
