using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Runnel.Tests.Hosting;

/// <summary>Keeps what is logged: <c>Warning 1001 message</c>.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> All => _lines;

    public bool Has(string part) => _lines.Any(line => line.Contains(part, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => _lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}");

    public override string ToString() => string.Join('\n', _lines);

    public void Dispose()
    {
    }
}
