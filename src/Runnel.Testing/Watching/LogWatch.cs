using Microsoft.Extensions.Logging;
using Runnel.Telemetry;

namespace Runnel.Testing.Watching;

/// <summary>Reads off a worker's own log events, whose numbers are contracts, what no middleware sees: retries, and what went wrong.</summary>
internal sealed class LogWatch(TestBed bed, TestWorker worker) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Reader(bed, worker, isOurs: categoryName.StartsWith("Runnel.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Reader(TestBed bed, TestWorker worker, bool isOurs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isOurs && logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            if (eventId.Id == EventIds.Pipeline && exception is not null)
            {
                bed.Journal.Add(new RetriedDelivery(
                    Value<string>(values, "Processor"), Value<string>(values, "Stream"), Value<int>(values, "Partition"),
                    Value<EntryId>(values, "Id"), Value<int>(values, "Attempt"), Value<TimeSpan>(values, "Delay"), exception));
            }

            if (eventId.Id == EventIds.Processing) worker.AddExecutor(Value<string>(values, "Executor"));
            if (logLevel >= LogLevel.Error) worker.AddProblem(new Problem(formatter(state, exception), exception));
        }

        private static T Value<T>(IReadOnlyList<KeyValuePair<string, object?>> values, string name)
        {
            foreach (var (key, value) in values)
            {
                if (key == name && value is T found) return found;
            }

            throw new InvalidOperationException($"A log event of Runnel has no {typeof(T).Name} '{name}': Runnel and Runnel.Testing are of different versions.");
        }
    }
}

/// <summary>Something a worker logged as an error.</summary>
internal sealed record Problem(string Text, Exception? Exception)
{
    public override string ToString() => Exception is null ? Text : $"{Text} ({Exception.GetType().Name}: {Exception.Message})";
}
