using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics.Usage;

/// <summary>
/// The rules about how apps and records are used, RNL0100 to RNL0139. What they complain of compiles, and mostly runs; their severity says how
/// certain it is that it is wrong: an error never works, a warning is most likely a mistake, and the rest is worth a look.
/// </summary>
internal static class UsageRules
{
    public static readonly DiagnosticDescriptor MutableKey = Rule.Warning(
        "RNL0100",
        "A partition key can change",
        "'{0}' is the partition key of '{1}' and has a setter: a record sent before and after a change lies in two partitions, out of order. Make it init-only.");

    public static readonly DiagnosticDescriptor IdleLoop = Rule.Error(
        "RNL0102",
        "A loop never asks for its events",
        "'{0}' never uses '{1}', so it handles no event, and Runnel stops it with an error: enumerate it with 'await foreach', or pass it on");

    public static readonly DiagnosticDescriptor SwallowedFailures = Rule.Warning(
        "RNL0103",
        "A processor swallows every exception",
        "This catches whatever goes wrong with an event and goes on, so that the event counts as handled: throw again, add a 'when', catch what can be mended "
        + "here, or leave it to ExceptionPolicy, Retries and dead letters");

    public static readonly DiagnosticDescriptor BlockingCall = Rule.Warning(
        "RNL0104",
        "A processor or background task blocks its thread",
        "'{0}' blocks a thread that other partitions need: {1}");

    public static readonly DiagnosticDescriptor LongBatch = Rule.Info(
        "RNL0105",
        "A batch may wait longer than the grace period",
        "A batch of '{0}' may wait {1} seconds to fill, but workers are given {2} seconds of grace when they stop: a batch that has not been handed out by then "
        + "starts to wait anew with the partition's next owner");

    public static readonly DiagnosticDescriptor ShortLease = Rule.Warning(
        "RNL0106",
        "The lease is shorter than the grace period",
        "LockExpirySeconds of '{0}' is {1}, less than its GracePeriodSeconds of {2}: when renewals fail, the lease ends before the grace that an event in hand "
        + "is promised. Raise the one or lower the other.");

    public static readonly DiagnosticDescriptor UnfedSink = Rule.WarningAtEnd(
        "RNL0107",
        "Nothing is sent to the dead-letter sink",
        "Nothing is ever sent to '{0}': no processor of '{1}' has the middleware for it. Set Middleware = [typeof(DeadLetterMiddleware)] on one.");

    public static readonly DiagnosticDescriptor UnreadSink = Rule.InfoAtEnd(
        "RNL0108",
        "Nothing processes the dead-letter sink",
        "No processor takes what is sent to '{0}': events that failed stay there, until PartitionSize removes them");

    public static readonly DiagnosticDescriptor UnreadStream = Rule.InfoAtEnd(
        "RNL0117",
        "Nothing processes a stream that is kept until it is processed",
        "'{0}' keeps events until they are processed, and no processor takes them: nothing is ever removed, and when it is full, sends wait or fail");

    public static readonly DiagnosticDescriptor UnusedRecord = Rule.InfoAtEnd(
        "RNL0109",
        "A record is not used",
        "'{0}' is marked [Record], and nothing mentions it: give it a stream, or remove it");

    public static readonly DiagnosticDescriptor SecretInSource = Rule.Warning(
        "RNL0110",
        "A password stands in the source",
        "This Redis URL has a password, which whoever has the source or the program can read: leave it out, and set RUNNEL_REDIS_URL where the worker runs");

    public static readonly DiagnosticDescriptor DroppedSend = Rule.Warning(
        "RNL0111",
        "A send is not awaited",
        "'{0}' is not awaited: whether it failed, and when it is done, nobody will know, and what is sent next may overtake it");

    public static readonly DiagnosticDescriptor NoCancellation = Rule.Info(
        "RNL0112",
        "A method passes no cancellation on",
        "'{0}' takes no CancellationToken, so '{1}' goes on when the worker stops or loses the partition: take one, and pass it on");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        MutableKey, IdleLoop, SwallowedFailures, BlockingCall, LongBatch, ShortLease, UnfedSink, UnreadSink, UnreadStream, UnusedRecord, SecretInSource,
        DroppedSend, NoCancellation,
    ];
}
