using System.Diagnostics;
using Runnel.Runtime.Tests.Scheduling;
using Runnel.Tests.Telemetry;
using Xunit;

namespace Runnel.Runtime.Tests.Telemetry;

/// <summary>Each run of a background task is a span and begins a trace.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class TaskSpanTests
{
    [Fact]
    public async Task A_run_is_the_current_span_of_its_method_and_nobodys_child()
    {
        using var spans = new SpanCollector();
        using var start = new Activity("start").Start();
        string? seen = null;
        await using var harness = new SchedulerHarness();
        harness.Startup(async _ =>
        {
            await Task.Yield();
            seen = Activity.Current?.Id;
        }).Timer(1).Crontab("* * * * *").Go();

        await harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(61), sleepers: 2);
        await spans.EndedAsync("run task_0", 1);
        await spans.EndedAsync("run task_2", 1);
        await spans.EndedAsync("run task_1", 2);

        var startup = (await spans.EndedAsync("run task_0", 1))[0];
        Assert.Equal((seen, ActivityKind.Internal), (startup.Id, startup.Kind));
        Assert.Null(startup.ParentId);
        foreach (var (name, kind) in ((string, string)[])[("task_0", "startup"), ("task_1", "timer"), ("task_2", "crontab")])
        {
            var run = spans.Named($"run {name}")[0];
            Assert.Equal(
                [("runnel.task.name", name), ("runnel.task.kind", kind), ("runnel.task.outcome", "completed")],
                run.TagObjects.Select(static tag => (tag.Key, (string)tag.Value!)));
        }

        Assert.Equal(spans.Ended.Count, spans.Ended.Select(static span => span.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task A_run_that_throws_says_why()
    {
        using var spans = new SpanCollector();
        await using var harness = new SchedulerHarness().Timer(1, static _ => throw new InvalidOperationException("fails")).Go();
        await harness.FirstRunAsync();

        var run = (await spans.EndedAsync("run task_0", 1))[0];
        Assert.Equal((ActivityStatusCode.Error, "fails"), (run.Status, run.StatusDescription));
        Assert.Equal(("System.InvalidOperationException", "failed"), (run.Text("error.type"), run.Text("runnel.task.outcome")));
    }
}
