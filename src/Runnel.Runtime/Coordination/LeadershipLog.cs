using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Coordination;

// Values are passed as objects: see EventIds.
internal static partial class LeadershipLog
{
    [LoggerMessage(EventIds.Coordination + 50, LogLevel.Information, "This worker ({Owner}) leads now, term {Term}")]
    public static partial void Leads(this ILogger logger, string owner, object term);

    [LoggerMessage(EventIds.Coordination + 51, LogLevel.Warning, "Renewing term {Term} took so long that its leader-only tasks were stopped; nobody else led meanwhile, they start again")]
    public static partial void LeadsOn(this ILogger logger, object term);

    [LoggerMessage(EventIds.Coordination + 52, LogLevel.Warning, "Another worker leads now: term {Term} of this one has ended")]
    public static partial void LostToAnother(this ILogger logger, object term);

    [LoggerMessage(
        EventIds.Coordination + 53, LogLevel.Warning,
        "The broker could not be asked who leads; it is asked again each {Interval}, and leader-only tasks stop when the term runs out")]
    public static partial void CouldNotSeek(this ILogger logger, Exception error, object interval);

    [LoggerMessage(EventIds.Coordination + 54, LogLevel.Information, "The broker answers again who leads")]
    public static partial void BrokerAnswersAgain(this ILogger logger);

    [LoggerMessage(EventIds.Coordination + 55, LogLevel.Information, "This worker leads no longer: term {Term} was given up")]
    public static partial void Resigned(this ILogger logger, object term);

    [LoggerMessage(EventIds.Coordination + 56, LogLevel.Warning, "Term {Term} could not be given up; it runs out within {Expiry}")]
    public static partial void CouldNotResign(this ILogger logger, Exception error, object term, object expiry);
}
