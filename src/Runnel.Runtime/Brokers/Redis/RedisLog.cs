using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Brokers.Redis;

// Values are passed as objects: see EventIds.
internal static partial class RedisLog
{
    [LoggerMessage(
        EventIds.Brokers + 50,
        LogLevel.Warning,
        "The {purpose} connection to Redis at {address} was lost: {reason}. It is restored by itself.")]
    public static partial void ConnectionLost(ILogger logger, string purpose, string address, string reason);

    [LoggerMessage(EventIds.Brokers + 51, LogLevel.Information, "The {purpose} connection to Redis at {address} is restored")]
    public static partial void ConnectionRestored(ILogger logger, string purpose, string address);

    [LoggerMessage(
        EventIds.Brokers + 52,
        LogLevel.Warning,
        "Redis at {address} has maxmemory-policy {policy}: when memory runs short it may throw away streams, leases and answers to sends. "
        + "Set it to noeviction.")]
    public static partial void Evicts(ILogger logger, string address, string policy);

    [LoggerMessage(
        EventIds.Brokers + 53,
        LogLevel.Warning,
        "Another Redis server answers at {address} than before (a restart or a failover): leases and positions are looked up again")]
    public static partial void ServerChanged(ILogger logger, string address);

    [LoggerMessage(
        EventIds.Brokers + 54,
        LogLevel.Information,
        "The user may not run INFO on Redis at {address}: its maxmemory-policy and restarts cannot be told; "
        + "the version is taken from its greeting")]
    public static partial void InfoDenied(ILogger logger, string address);

    [LoggerMessage(
        EventIds.Brokers + 55,
        LogLevel.Debug,
        "The server at {address} could not be looked at after its connection was restored: {reason}")]
    public static partial void CheckFailed(ILogger logger, string address, string reason);

    [LoggerMessage(EventIds.Brokers + 56, LogLevel.Debug, "A blocking wait on Redis at {address} could not be ended early: {reason}")]
    public static partial void UnblockFailed(ILogger logger, string address, string reason);

    [LoggerMessage(
        EventIds.Brokers + 57,
        LogLevel.Warning,
        "The channel {channel} on Redis at {address} cannot be listened to: {reason} Until it can, the partition is looked at every {pause}.")]
    public static partial void NewsUnheard(ILogger logger, string channel, string address, string reason, object pause);

    [LoggerMessage(
        EventIds.Brokers + 58, LogLevel.Warning, "The sentinels at {address} say that {primary} is the primary now: all connections go there")]
    public static partial void PrimaryMoved(ILogger logger, string address, string primary);

    [LoggerMessage(EventIds.Brokers + 59, LogLevel.Information, "The {purpose} connection to Redis was made anew, to {server}")]
    public static partial void LinkReplaced(ILogger logger, string purpose, string server);

    [LoggerMessage(
        EventIds.Brokers + 60, LogLevel.Debug, "The {purpose} connection to Redis at {address} could not be made anew: {reason} It is tried again.")]
    public static partial void LinkNotReplaced(ILogger logger, string purpose, string address, string reason);

    [LoggerMessage(EventIds.Brokers + 61, LogLevel.Debug, "The sentinels could not be asked for the primary: {reason}")]
    public static partial void LookFailed(ILogger logger, string reason);
}
