using Runnel.LoadTest;
using Runnel.LoadTest.Limits;
using Runnel.LoadTest.Runs;
using Xunit;

namespace Runnel.Speed.Tests;

/// <summary>Sends and consumes with the load test's own runs, everything once in each round, so that what else the machine does hits both sides of a ratio.</summary>
public sealed class ServerRounds : IAsyncLifetime
{
    /// <summary>They compile what the others run.</summary>
    private const int WarmUpRounds = 3;

    private const int LeastRounds = 3;
    private const int MostRounds = 12;
    private const int Events = 40_000;

    internal Ratio Sending { get; } = new(0.2);

    internal Ratio BeforeNext { get; } = new(0.25);

    internal Ratio Background { get; } = new(0.5);

    internal Ratio Batches { get; } = new(0.45);

    private bool IsEnough => Sending.IsEnough && BeforeNext.IsEnough && Background.IsEnough && Batches.IsEnough;

    public async ValueTask InitializeAsync()
    {
        await using var server = await Server.StartOwnAsync();
        for (var round = 0; round < WarmUpRounds; round++) await RunAsync(server, Events / 2, counts: false);
        for (var round = 0; round < LeastRounds || (round < MostRounds && !IsEnough); round++) await RunAsync(server, Events, counts: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(Server server, int events, bool counts)
    {
        await server.FlushAsync();
        var rawSend = await RawSend.MeasureAsync(server, events);
        await server.FlushAsync();
        var send = await LoadTest.Runs.Sending.MeasureAsync(server, events);
        var handWritten = await HandWrittenRead.MeasureAsync(server, events);
        var background = await Consuming.MeasureAsync(server, "background", events);
        var batches = await Consuming.MeasureAsync(server, "batches", events);

        // Half as many of the slow ones: they take as long.
        var scripts = await FencedScripts.MeasureAsync(server, events / 2);
        var beforeNext = await Consuming.MeasureAsync(server, "before_next", events);
        if (!counts) return;
        Sending.Add(send, rawSend);
        Background.Add(background, handWritten);
        Batches.Add(batches, handWritten);
        BeforeNext.Add(beforeNext, scripts);
    }
}
