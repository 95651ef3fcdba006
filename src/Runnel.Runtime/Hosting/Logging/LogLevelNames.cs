using Microsoft.Extensions.Logging;

namespace Runnel.Hosting;

/// <summary>Level names as settings spell them.</summary>
internal static class LogLevelNames
{
    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => "none",
    };
}
