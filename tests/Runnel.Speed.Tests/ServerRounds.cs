using Runnel.LoadTest;
using Runnel.LoadTest.Limits;
using Runnel.LoadTest.Runs;
using Xunit;

namespace Runnel.Speed.Tests;

/// <summary>Sends and consumes with the load test's own runs, everything once in each round, so that what else the machine does hits both sides of a ratio.</summary>
public sealed class ServerRounds : IAsyncLifetime
{
    private const int Rounds = 5;
    private const int Events = 40_000;

    /// <summary>A script for each event takes longer than anything else.</summary>
    private const int Scripts = 20_000;

    internal Ratios Sending { get; } = new();

    internal Ratios BeforeNext { get; } = new();

    internal Ratios Background { get; } = new();

    internal Ratios Batches { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await using var server = await Server.StartOwnAsync();

        // Two rounds compile what the others run.
        for (var round = -2; round < Rounds; round++) await RunAsync(server, counts: round >= 0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(Server server, bool counts)
    {
        await server.FlushAsync();
        var rawSend = await RawSend.MeasureAsync(server, Events);
        await server.FlushAsync();
        var send = await LoadTest.Runs.Sending.MeasureAsync(server, Events);
        var handWritten = await HandWrittenRead.MeasureAsync(server, Events);
        var background = await Consuming.MeasureAsync(server, "background", Events);
        var batches = await Consuming.MeasureAsync(server, "batches", Events);
        var scripts = await FencedScripts.MeasureAsync(server, Scripts);
        var beforeNext = await Consuming.MeasureAsync(server, "before_next", Events);
        if (!counts) return;
        Sending.Add(send, rawSend);
        Background.Add(background, handWritten);
        Batches.Add(batches, handWritten);
        BeforeNext.Add(beforeNext, scripts);
    }
}
