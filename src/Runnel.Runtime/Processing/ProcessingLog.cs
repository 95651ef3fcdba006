using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Processing;

// Values are passed as objects: see EventIds.
internal static partial class ProcessingLog
{
    [LoggerMessage(EventIds.Processing, LogLevel.Information, "Processor '{Processor}' ({Source}) runs on {Stream}, {Partitions} partitions, as {Executor}.")]
    public static partial void Started(this ILogger logger, string processor, string source, string stream, object partitions, string executor);

    [LoggerMessage(EventIds.Processing + 1, LogLevel.Information, "Processor '{Processor}' stopped.")]
    public static partial void Stopped(this ILogger logger, string processor);

    [LoggerMessage(EventIds.Processing + 2, LogLevel.Critical,
        "Processor '{Processor}' halted on {Stream}/{Partition} at events {First} to {Last}, which stay uncommitted. The worker drains and ends; remove the cause, then start it again.")]
    public static partial void Halted(this ILogger logger, Exception error, string processor, string stream, object partition, object first, object last);

    [LoggerMessage(EventIds.Processing + 3, LogLevel.Error,
        "Processor '{Processor}' quarantined {Stream}/{Partition} at events {First} to {Last}: every worker leaves it alone until it is resumed; the others go on.")]
    public static partial void Quarantined(this ILogger logger, Exception error, string processor, string stream, object partition, object first, object last);

    [LoggerMessage(EventIds.Processing + 4, LogLevel.Error,
        "Processor '{Processor}' failed on {Stream}/{Partition} with events {First} to {Last}; they are ignored and committed.")]
    public static partial void Ignored(this ILogger logger, Exception error, string processor, string stream, object partition, object first, object last);

    [LoggerMessage(EventIds.Processing + 5, LogLevel.Error,
        "Processor '{Processor}' failed on {Stream}/{Partition} with no event in hand; it is called again in {Delay}.")]
    public static partial void FailedWithoutEvent(this ILogger logger, Exception error, string processor, string stream, object partition, object delay);

    [LoggerMessage(EventIds.Processing + 6, LogLevel.Warning,
        "Processor '{Processor}' threw on {Stream}/{Partition} after its token was cancelled; nothing was settled, the events from {First} will be handed out again.")]
    public static partial void FailedAfterCancellation(this ILogger logger, Exception error, string processor, string stream, object partition, object first);

    [LoggerMessage(EventIds.Processing + 7, LogLevel.Warning,
        "A commit of processor '{Processor}' on {Stream}/{Partition} was refused: epoch {Epoch} lost its lease. The events up to {Next} may be handled again by the owner.")]
    public static partial void CommitFenced(this ILogger logger, string processor, string stream, object partition, object epoch, object next);

    [LoggerMessage(EventIds.Processing + 8, LogLevel.Warning,
        "The cursor of processor '{Processor}' on {Stream}/{Partition} stands at {Stored}, not at {Expected} where it was left (an operator's reset, or a failover that lost writes): going on from there.")]
    public static partial void CursorMoved(this ILogger logger, string processor, string stream, object partition, object expected, object stored);

    [LoggerMessage(EventIds.Processing + 9, LogLevel.Error,
        "A commit of processor '{Processor}' on {Stream}/{Partition} failed and is tried again: {Reason}")]
    public static partial void CommitFailed(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Processing + 10, LogLevel.Error,
        "Processor '{Processor}' cannot read {Stream}/{Partition} and tries again until somebody changes it: {Reason}")]
    public static partial void ReadRefused(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Processing + 11, LogLevel.Warning,
        "Processor '{Processor}' still works on {Stream}/{Partition} after the grace period of {Grace}: its token is cancelled.")]
    public static partial void GraceOver(this ILogger logger, string processor, string stream, object partition, object grace);

    [LoggerMessage(EventIds.Processing + 12, LogLevel.Error,
        "Processor '{Processor}' ignores its cancellation on {Stream}/{Partition}: its lease is not released and runs out by itself. The events after {Settled} may be handled again.")]
    public static partial void LeftRunning(this ILogger logger, string processor, string stream, object partition, object settled);

    [LoggerMessage(EventIds.Processing + 13, LogLevel.Warning,
        "Processor '{Processor}' stopped on {Stream}/{Partition} without the broker's answer: the events after {Confirmed} up to {Settled} may be handled again.")]
    public static partial void UnconfirmedAtStop(this ILogger logger, string processor, string stream, object partition, object confirmed, object settled);

    [LoggerMessage(EventIds.Processing + 14, LogLevel.Critical, "Processor '{Processor}' stops: a fault in Runnel itself ({Part}). Please report it.")]
    public static partial void Faulted(this ILogger logger, Exception error, string processor, string part);

    [LoggerMessage(EventIds.Processing + 15, LogLevel.Error,
        "The middleware of processor '{Processor}' did not await 'next' on {Stream}/{Partition} for event {First}; the partition waited for it to end.")]
    public static partial void NextNotAwaited(this ILogger logger, string processor, string stream, object partition, object first);

    [LoggerMessage(EventIds.Processing + 16, LogLevel.Error,
        "The quarantine of processor '{Processor}' on {Stream}/{Partition} could not be marked and is tried again: {Reason}")]
    public static partial void QuarantineRefused(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Processing + 17, LogLevel.Debug, "Processor '{Processor}' verified its lease of {Stream}/{Partition} on a new connection: epoch {Epoch}.")]
    public static partial void Verified(this ILogger logger, string processor, string stream, object partition, object epoch);

    [LoggerMessage(EventIds.Processing + 20, LogLevel.Warning,
        "Processor '{Processor}' hands out what stands after {Cursor} of {Stream}/{Partition} alone: {Crashes} processes in a row died with it in hand, and one more will condemn it.")]
    public static partial void LastChance(this ILogger logger, string processor, string stream, object partition, object cursor, object crashes);

    [LoggerMessage(EventIds.Processing + 21, LogLevel.Debug,
        "Processor '{Processor}' could not note that it begins on {Stream}/{Partition}; it tries again: {Reason}")]
    public static partial void NotBegun(this ILogger logger, string processor, string stream, object partition, string reason);

    [LoggerMessage(EventIds.Processing + 18, LogLevel.Warning,
        "Processor '{Processor}' was cancelled on {Stream}/{Partition} {Waited} ago and has not ended; the partition waits for it.")]
    public static partial void SlowToCancel(this ILogger logger, string processor, string stream, object partition, object waited);

    [LoggerMessage(EventIds.Processing + 40, LogLevel.Error,
        "Processor '{Processor}' is paused in this worker: {Failures} deliveries in a row failed, the last on {Stream}/{Partition} with event {Id}. Its circuit is open: what failed stays in hand, and one delivery is tried in {Pause}.")]
    public static partial void CircuitOpened(
        this ILogger logger, Exception error, string processor, object failures, string stream, object partition, object id, object pause);

    [LoggerMessage(EventIds.Processing + 41, LogLevel.Warning,
        "Processor '{Processor}' stays paused in this worker: the delivery that was tried, event {Id} of {Stream}/{Partition}, failed. The next is tried in {Pause}.")]
    public static partial void CircuitStaysOpen(
        this ILogger logger, Exception error, string processor, object id, string stream, object partition, object pause);

    [LoggerMessage(EventIds.Processing + 42, LogLevel.Information,
        "Processor '{Processor}' goes on in this worker: the delivery that was tried, event {Id} of {Stream}/{Partition}, succeeded. Its circuit is closed.")]
    public static partial void CircuitClosed(this ILogger logger, string processor, object id, string stream, object partition);

    [LoggerMessage(EventIds.Processing + 43, LogLevel.Warning,
        "Processor '{Processor}' failed on {Stream}/{Partition} with event {Id} while its circuit is open: the event stays in hand, and is tried again.")]
    public static partial void HeldAtCircuit(this ILogger logger, Exception error, string processor, string stream, object partition, object id);

    [LoggerMessage(EventIds.Processing + 44, LogLevel.Warning,
        "Processor '{Processor}' failed on {Stream}/{Partition} with event {Id}: whether only this event fails, or everything, other deliveries are to tell within {Pause}.")]
    public static partial void SuspectedAtCircuit(
        this ILogger logger, Exception error, string processor, string stream, object partition, object id, object pause);

    [LoggerMessage(EventIds.Processing + 30, LogLevel.Debug,
        "The last failure of processor '{Processor}' on {Stream}/{Partition} could not be noted for operators: {Reason}")]
    public static partial void NotNoted(this ILogger logger, string processor, string stream, object partition, string reason);
}
