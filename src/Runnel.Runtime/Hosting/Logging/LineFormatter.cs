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
        if (LogLine.Of(logEntry) is { } line) Write(line, scopeProvider, textWriter);
    }

    private void Write(in LogLine line, IExternalScopeProvider? scopes, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        WriteLevel(textWriter, line.Level);
        textWriter.Write(' ');
        textWriter.Write(line.Category);
        if (line.EventId != 0) textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"[{line.EventId}]"));
        textWriter.Write(' ');
        textWriter.Write(OnOneLine(line.Message));
        WriteScopes(textWriter, LogFields.OfScopes(scopes));
        textWriter.WriteLine();
        if (line.Exception is not { } exception) return;
        foreach (var text in exception.ToString().AsSpan().EnumerateLines())
        {
            textWriter.Write("    ");
            textWriter.WriteLine(text);
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
