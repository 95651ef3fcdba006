using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Runnel.Hosting;

/// <summary>
/// One JSON object a line: <c>time</c>, <c>level</c>, <c>logger</c>, <c>event</c>, <c>message</c>, <c>exception</c>, and the event's and
/// scopes' named values under <c>fields</c>.
/// </summary>
internal sealed class JsonFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "runnel-json";

    // A terminal or a log collector is no web page: quotes and non-ASCII letters stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (LogLine.Of(logEntry) is { } line) Write(line, scopeProvider, textWriter);
    }

    private void Write(in LogLine line, IExternalScopeProvider? scopes, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("level"u8, LogLevelNames.Of(line.Level));
            writer.WriteString("logger"u8, line.Category);
            if (line.EventId != 0) writer.WriteNumber("event"u8, line.EventId);
            writer.WriteString("message"u8, line.Message);
            if (line.Exception is { } exception) writer.WriteString("exception"u8, exception.ToString());
            WriteFields(writer, line.State, scopes);
            writer.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteFields(Utf8JsonWriter writer, object? state, IExternalScopeProvider? scopes)
    {
        var fields = LogFields.OfScopes(scopes) ?? [];
        LogFields.TryCollect(state, fields);
        if (fields.Count == 0) return;
        writer.WriteStartObject("fields"u8);
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
