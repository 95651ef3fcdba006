using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Runnel.Tests.Delivery;

/// <summary>Keeps what a worker logs, with the scopes it was logged in.</summary>
internal sealed class TestLogs : ILoggerFactory, ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<TestLogEntry> _entries = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<TestLogEntry> Entries => _entries;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    public bool Has(int eventId) => _entries.Any(entry => entry.Id == eventId);

    public override string ToString() => string.Join('\n', _entries.Select(static entry => entry.Text));

    private sealed class Logger(TestLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            List<string> scopes = [];
            logs._scopes.ForEachScope(static (scope, into) => into.Add($"{scope}"), scopes);
            logs._entries.Enqueue(
                new TestLogEntry(eventId.Id, logLevel, $"{category} {logLevel} {eventId.Id}: {formatter(state, exception)} {exception}", scopes));
        }
    }
}

internal sealed record TestLogEntry(int Id, LogLevel Level, string Text, IReadOnlyList<string> Scopes);
