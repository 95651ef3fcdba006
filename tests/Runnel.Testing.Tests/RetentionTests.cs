using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Runnel.Testing.Tests;

/// <summary>A stream that is kept until it is processed, on the embedded broker and by the test's clock.</summary>
public sealed class RetentionTests : DepotTest
{
    [Fact]
    public async Task What_is_processed_goes_by_the_clock_and_what_waits_for_a_processor_stays()
    {
        var scales = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Script.OnWeigh = async _ => await scales.Task;
        await using var host = await StartKeptAsync(builder => builder.Options.Streams["heavy"].PartitionSize = 100);
        for (var number = 0; number < 20; number++) await host.SendAsync(new Parcel(number), "heavy");
        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(30), waitForHandlers: false);

        // One processor of the stream has settled all; the other is still at the first of each partition.
        Assert.Equal(20, host.Handled("stamp").Count);
        Assert.Equal(20, host.Sent<Parcel>("heavy").Count);

        scales.SetResult();
        await host.DrainAsync();
        await host.Clock.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(host.Sent<Parcel>("heavy"));
    }

    [Fact]
    public async Task A_full_partition_fails_a_send_that_may_not_wait()
    {
        await using var host = await StartKeptAsync(
            builder => (builder.Options.Streams["heavy"].PartitionSize, builder.Options.Streams["heavy"].WhenFull) = (1, WhenFull.Fail), "pack");
        await host.SendAsync(new Parcel(1), "heavy");

        var error = await Assert.ThrowsAsync<SendException>(() => host.SendAsync(new Parcel(1), "heavy").AsTask());

        Assert.Equal((SendOutcome.NotAppended, true), (error.Outcome, error.IsPartitionFull));
        Assert.Contains("The processor '", error.Message, StringComparison.Ordinal);
    }

    private async Task<RunnelTestHost<Depot>> StartKeptAsync(Action<RunnelApplicationBuilder<Depot>> configure, params string[] processors)
        => await RunnelTestHost.StartAsync<Depot>(builder =>
        {
            builder.Services.AddSingleton(Script);
            builder.Options.Streams["heavy"].Retention = Retention.UntilProcessed;
            configure(builder);
        }, new RunnelTestSettings { Processors = processors });
}
