using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Runnel.Hosting;

public sealed class LoggingTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, TimeSpan.Zero));

    [Fact]
    public void A_line_for_people_holds_time_level_logger_number_message_and_scopes()
    {
        var line = Write(new LineFormatter(Time), LogLevel.Warning, "Something\nforged", null);

        Assert.EndsWith(" Runnel[1001] Something\\nforged (stream=sales partition=3)" + Environment.NewLine, line, StringComparison.Ordinal);
        Assert.StartsWith("2026-01-31T12:00:00.123Z ", line, StringComparison.Ordinal);
        Assert.Contains("warning", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_follows_indented()
    {
        var lines = Write(new LineFormatter(Time), LogLevel.Error, "Broken", new InvalidOperationException("why")).Split(Environment.NewLine);

        Assert.Equal("    System.InvalidOperationException: why", lines[1]);
    }

    [Fact]
    public void A_json_line_is_one_object_with_fields()
    {
        var line = Write(new JsonFormatter(Time), LogLevel.Information, "Say \"é\"", new InvalidOperationException("why"));

        Assert.Equal(line.Length - Environment.NewLine.Length, line.IndexOf(Environment.NewLine, StringComparison.Ordinal));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("2026-01-31T12:00:00.123Z", json.GetProperty("time").GetString());
        Assert.Equal("info", json.GetProperty("level").GetString());
        Assert.Equal("Runnel", json.GetProperty("logger").GetString());
        Assert.Equal(1001, json.GetProperty("event").GetInt32());
        Assert.Equal("Say \"é\"", json.GetProperty("message").GetString());
        Assert.StartsWith("System.InvalidOperationException: why", json.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, json.GetProperty("fields").GetProperty("partition").GetInt32());
        Assert.Equal("sales", json.GetProperty("fields").GetProperty("stream").GetString());
        Assert.True(json.GetProperty("fields").GetProperty("fast").GetBoolean());
    }

    private static string Write(ConsoleFormatter formatter, LogLevel level, string message, Exception? exception)
    {
        var scopes = new LoggerExternalScopeProvider();
        using var outer = scopes.Push(new Dictionary<string, object?> { ["stream"] = "sales" });
        using var inner = scopes.Push(new Dictionary<string, object?> { ["partition"] = 3 });
        using var writer = new StringWriter();
        var state = new Dictionary<string, object?> { ["fast"] = true, ["{OriginalFormat}"] = message };
        formatter.Write(new LogEntry<Dictionary<string, object?>>(level, "Runnel", new EventId(1001), state, exception, (_, _) => message), scopes, writer);
        return writer.ToString();
    }
}
