using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Runnel.Hosting;

/// <summary>
/// Logging of an app's own program: to standard error, so that standard output belongs to what the app itself prints. The stock console
/// provider with two formatters of ours; nothing of it binds options by reflection.
/// </summary>
internal static class RunnelLogging
{
    public static void AddRunnelLogging(this ILoggingBuilder logging, Func<EffectiveSettings> settings, Func<bool> isQuiet, IConfiguration configuration)
    {
        var services = logging.Services;
        services.AddOptions();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, LineFormatter>(static services => new LineFormatter(Time(services))));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonFormatter>(static services => new JsonFormatter(Time(services))));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, ConsoleLoggerProvider>());
        services.Configure<ConsoleLoggerOptions>(options =>
        {
            options.FormatterName = settings().Get(SettingTable.LogFormat) == LogFormat.Json ? JsonFormatter.FormatterName : LineFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        services.Configure<LoggerFilterOptions>(options =>
        {
            var level = settings()[new SettingPath(SettingTable.LogLevel)];
            options.MinLevel = isQuiet() && level.Origin == "default" ? LogLevel.Warning : (LogLevel)level.Value;
            // What the platform and the Redis client say matters when something is wrong, or when somebody is looking for it.
            if (options.MinLevel != LogLevel.Information) return;
            options.Rules.Add(new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null));
            options.Rules.Add(new LoggerFilterRule(null, "StackExchange.Redis", LogLevel.Warning, null));
        });

        // Levels per category, as everywhere in .NET; reading them costs start-up time, so only where there are any.
        var levels = configuration.GetSection("Logging");
        if (levels.Exists()) logging.AddConfiguration(levels);
    }

    private static TimeProvider Time(IServiceProvider services) => services.GetRequiredService<TimeProvider>();
}
