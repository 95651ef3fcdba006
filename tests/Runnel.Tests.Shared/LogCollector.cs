using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Runnel.Tests;

/// <summary>One line of a log.</summary>
public sealed record LogLine(string Category, LogLevel Level, EventId Id, string Message, Exception? Exception);

/// <summary>Keeps what is logged, for tests to look at.</summary>
public sealed class LogCollector : ILoggerFactory
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>How many lines have this event id.</summary>
    public int Count(int id) => _lines.Count(line => line.Id.Id == id);

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, _lines);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Lines go nowhere else.");

    public void Dispose()
    {
    }

    private sealed class Collector(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => lines.Enqueue(new LogLine(category, logLevel, eventId, formatter(state, exception), exception));
    }
}
