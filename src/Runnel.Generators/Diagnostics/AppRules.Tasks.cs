using Microsoft.CodeAnalysis;

namespace Runnel.Generators.Diagnostics;

/// <content>Startup tasks, timers and crontabs.</content>
internal static partial class AppRules
{
    public static readonly DiagnosticDescriptor BadCron = Rule.Error(
        "RNL0085", "The cron expression cannot be used", "The cron expression \"{0}\" cannot be used: {1}");

    public static readonly DiagnosticDescriptor BadInterval = Rule.Error(
        "RNL0086", "The timer's interval is out of range", "The interval of '{0}' is {1} seconds; allowed are {2}");

    public static readonly DiagnosticDescriptor BadTaskParameter = Rule.Error(
        "RNL0087",
        "A background task cannot take this parameter",
        "'{0}' cannot take '{1}' of type '{2}': {3}. A background task takes services, keyed ones too, and a CancellationToken.");

    public static readonly DiagnosticDescriptor SameTask = Rule.Error(
        "RNL0088",
        "Two background tasks of one app have the same name",
        "The background task name '{0}' is taken by '{1}'; the name is the method's in snake_case: rename one of them");

    public static readonly DiagnosticDescriptor MisfireOffLeader = Rule.Error(
        "RNL0090",
        "Misfire needs OnLeader",
        "Misfire has no effect on '{0}', which runs on every worker: what a worker missed while it was not there is on record nowhere. Set OnLeader = true, or "
        + "remove it.");
}
