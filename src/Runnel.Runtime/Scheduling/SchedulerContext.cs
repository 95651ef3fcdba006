using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Contracts;

namespace Runnel.Scheduling;

/// <summary>What background tasks run on.</summary>
/// <param name="Tasks">What the app declares.</param>
/// <param name="App">The app, whose methods the tasks are.</param>
/// <param name="Services">Where scopes and services come from.</param>
/// <param name="Broker">Elects the leader and keeps claims.</param>
/// <param name="Options">The settings.</param>
/// <param name="Time">The worker's clocks.</param>
/// <param name="Loggers">Where logs go.</param>
internal sealed record SchedulerContext(
    IReadOnlyList<BackgroundTaskDescriptor> Tasks,
    object App,
    IServiceProvider Services,
    IBroker Broker,
    SchedulerOptions Options,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    /// <summary>What else the leader does, until the token is cancelled.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Duties { get; init; } = [];
}

/// <summary>The settings of background tasks.</summary>
/// <param name="TimeZone">The IANA id of the time zone of crontabs that name none.</param>
/// <param name="LeadershipPollInterval">How often a worker asks whether it may lead.</param>
/// <param name="LeadershipExpiry">How long a leader that is not heard of stays the leader.</param>
/// <param name="GracePeriod">How long runs that are under way may take to end when the worker stops, before their token is cancelled.</param>
internal sealed record SchedulerOptions(string TimeZone, TimeSpan LeadershipPollInterval, TimeSpan LeadershipExpiry, TimeSpan GracePeriod);
