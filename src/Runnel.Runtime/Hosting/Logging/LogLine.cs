using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Runnel.Hosting;

/// <summary>
/// A log event whatever the type of its state. Formatters are called with a type of their own for each form of message, and native code is made for
/// each; what is done for all of them alike must not be.
/// </summary>
internal readonly record struct LogLine(LogLevel Level, string Category, int EventId, string Message, object? State, Exception? Exception)
{
    /// <summary>Null: there is nothing to write.</summary>
    public static LogLine? Of<TState>(in LogEntry<TState> entry)
    {
        var message = entry.Formatter(entry.State, entry.Exception);
        if (message is null && entry.Exception is null) return null;
        return new LogLine(entry.LogLevel, entry.Category, entry.EventId.Id, message ?? "", entry.State, entry.Exception);
    }
}
