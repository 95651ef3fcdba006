using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Runnel.Tests.Telemetry;

/// <summary>
/// Listens to Runnel's spans as an exporter does, and keeps those that have ended. It hears the whole process: tests that use it run in a collection
/// that runs beside no other.
/// </summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public SpanCollector(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Runnel",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Ended => [.. _ended];

    public IReadOnlyList<Activity> Named(string name) => [.. _ended.Where(span => span.DisplayName == name)];

    /// <summary>The only one of that name that has ended.</summary>
    public Activity The(string name) => Assert.Single(Named(name));

    public async Task<IReadOnlyList<Activity>> EndedAsync(string name, int count)
    {
        await Eventually.HoldsAsync(() => Named(name).Count >= count, ToString);
        return Named(name);
    }

    public override string ToString() => string.Join('\n', _ended.Select(static span => $"{span.Kind} {span.DisplayName} {span.Id} < {span.ParentId}"));

    public void Dispose() => _listener.Dispose();
}

internal static class SpanTags
{
    /// <summary>An attribute as text; null: the span has none of that name.</summary>
    public static string? Text(this Activity span, string tag) => span.GetTagItem(tag)?.ToString();
}
