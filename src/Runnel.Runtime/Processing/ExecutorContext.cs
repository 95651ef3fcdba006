using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Pipeline;
using Runnel.Telemetry;

namespace Runnel.Processing;

/// <summary>All that one processor's executor works with.</summary>
/// <param name="Processor">What the app declares.</param>
/// <param name="Options">The effective settings.</param>
/// <param name="Broker">The broker.</param>
/// <param name="App">The app's instance.</param>
/// <param name="Services">The root of the app's services.</param>
/// <param name="Stream">The processor's stream, bound.</param>
/// <param name="DeadLetterSink">The bound sink, where the processor has one.</param>
/// <param name="AppMiddleware">The app-wide middleware, outermost first.</param>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">Where logs go.</param>
internal sealed record ExecutorContext(
    ProcessorDescriptor Processor,
    ProcessorOptions Options,
    IBroker Broker,
    object App,
    IServiceProvider Services,
    EventStream Stream,
    EventStream? DeadLetterSink,
    IReadOnlyList<IMiddleware> AppMiddleware,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    /// <summary>Shared by all executors of a process.</summary>
    public SuspectTurn Suspects { get; init; } = new();

    /// <summary>The attributes of what is measured of it.</summary>
    public ProcessorTags Tags { get; } = new(Stream.Name, Processor.Name);
}

/// <summary>How an executor ended.</summary>
/// <param name="Halted">Whether a processor that threw, or a fault of the executor itself, ended it.</param>
/// <param name="Error">What did.</param>
internal sealed record ExecutorResult(bool Halted, Exception? Error);
