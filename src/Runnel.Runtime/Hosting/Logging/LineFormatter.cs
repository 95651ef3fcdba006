using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Runnel.Hosting;

/// <summary>
/// One line an event: <c>2026-01-31T12:00:00.123Z info Runnel[1000] message (stream=orders partition=3)</c>. An exception follows on
/// lines of its own, indented.
/// </summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "runnel-console";

    private static readonly bool HasColors = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (message is null && logEntry.Exception is null) return;

        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        WriteLevel(textWriter, logEntry.LogLevel);
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        if (logEntry.EventId.Id != 0) textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"[{logEntry.EventId.Id}]"));
        textWriter.Write(' ');
        textWriter.Write(OnOneLine(message ?? ""));
        WriteScopes(textWriter, LogFields.OfScopes(scopeProvider));
        textWriter.WriteLine();
        if (logEntry.Exception is not { } exception) return;
        foreach (var line in exception.ToString().AsSpan().EnumerateLines())
        {
            textWriter.Write("    ");
            textWriter.WriteLine(line);
        }
    }

    private static void WriteLevel(TextWriter writer, LogLevel level)
    {
        var color = HasColors ? Color(level) : null;
        if (color is not null) writer.Write(color);
        writer.Write(LogLevelNames.Of(level));
        if (color is not null) writer.Write("\e[0m");
    }

    private static string? Color(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "\e[90m",
        LogLevel.Information => "\e[32m",
        LogLevel.Warning => "\e[33m",
        LogLevel.Error or LogLevel.Critical => "\e[31m",
        _ => null,
    };

    private static void WriteScopes(TextWriter writer, Dictionary<string, object?>? fields)
    {
        if (fields is not { Count: > 0 }) return;
        var separator = " (";
        foreach (var (name, value) in fields)
        {
            writer.Write(separator);
            writer.Write(OnOneLine(string.Create(CultureInfo.InvariantCulture, $"{name}={value}")));
            separator = " ";
        }

        writer.Write(')');
    }

    /// <summary>A value from outside must not look like a log line of its own.</summary>
    private static string OnOneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.ReplaceLineEndings("\\n");
}
