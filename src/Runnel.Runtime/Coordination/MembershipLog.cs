using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Coordination;

// Values are passed as objects: see EventIds.
internal static partial class MembershipLog
{
    [LoggerMessage(EventIds.Coordination + 30, LogLevel.Information,
        "Processor '{Processor}' works on {Count} of {Partitions} partitions of {Stream} now, shared by {Members} workers: {Numbers}.")]
    public static partial void Shares(
        this ILogger logger, string processor, object count, object partitions, string stream, object members, string numbers);

    [LoggerMessage(EventIds.Coordination + 31, LogLevel.Information,
        "Processor '{Processor}' stands by: {Members} workers share the {Partitions} partitions of {Stream}. It takes over when one of them ends.")]
    public static partial void StandsBy(this ILogger logger, string processor, object members, object partitions, string stream);

    [LoggerMessage(EventIds.Coordination + 32, LogLevel.Warning,
        "Processor '{Processor}' has not heard of {Member} in time: its partitions of {Stream} are given to others.")]
    public static partial void Died(this ILogger logger, string processor, string member, string stream);

    [LoggerMessage(EventIds.Coordination + 33, LogLevel.Warning,
        "Processor '{Processor}' was no longer known as a worker of {Stream} (it was paused, or the broker lost its data) and has joined again.")]
    public static partial void JoinedAgain(this ILogger logger, string processor, string stream);

    [LoggerMessage(EventIds.Coordination + 34, LogLevel.Error,
        "Processor '{Processor}' could not confirm for {Expiry} that it takes part in {Stream}: it gives its partitions up until it can.")]
    public static partial void Unconfirmed(this ILogger logger, string processor, object expiry, string stream);

    [LoggerMessage(EventIds.Coordination + 35, LogLevel.Warning,
        "Processor '{Processor}' tried {Attempts} times to assign the partitions of {Stream}, and others were quicker each time; it goes on with the assignment that it has.")]
    public static partial void AssignmentGivenUp(this ILogger logger, string processor, object attempts, string stream);

    [LoggerMessage(EventIds.Coordination + 36, LogLevel.Warning,
        "Processor '{Processor}' could not say that it leaves {Stream}; the others notice within {Expiry}: {Reason}")]
    public static partial void CouldNotLeave(this ILogger logger, string processor, string stream, object expiry, string reason);

    [LoggerMessage(EventIds.Coordination + 37, LogLevel.Warning,
        "Processor '{Processor}' cannot listen to announcements on {Stream}, so a hand-over takes up to {Look} longer: {Reason}")]
    public static partial void CannotListen(this ILogger logger, string processor, string stream, object look, string reason);

    [LoggerMessage(EventIds.Coordination + 38, LogLevel.Debug, "Processor '{Processor}' could not announce {Announcement} on {Stream}; the others look by themselves: {Reason}")]
    public static partial void CouldNotAnnounce(this ILogger logger, string processor, object announcement, string stream, string reason);
}
