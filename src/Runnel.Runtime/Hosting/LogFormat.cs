namespace Runnel;

/// <summary>The form of log lines.</summary>
public enum LogFormat
{
    /// <summary>One readable line an event: time (UTC), level, logger, message, scopes.</summary>
    Console,

    /// <summary>One JSON object a line.</summary>
    Json,
}
