using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Runnel.Testing.Tests;

/// <summary>Parked keys are there to assert on, and to release.</summary>
public sealed class ParkedTests : DepotTest
{
    [Fact]
    public async Task A_parked_key_is_seen_and_released_in_order()
    {
        var isTorn = true;
        Script.OnPack = (parcel, _) => isTorn && parcel.Content == "glass" ? throw new InvalidOperationException("torn") : ValueTask.CompletedTask;
        await using var host = await RunnelTestHost.StartAsync<Depot>(builder =>
        {
            builder.Services.AddSingleton(Script);
            builder.Options.Processors["pack"].DeadLetterMode = DeadLetterMode.ParkKey;
            builder.Options.Processors["pack"].Retries = 0;
        });
        Parcel[] parcels = [new(1, "glass"), new(1, "wool"), new(2, "wood")];
        foreach (var parcel in parcels) await host.SendAsync(parcel, "parcels");
        await host.DrainAsync();

        var parked = Assert.Single(host.Parked);
        Assert.Equal(("pack", "parcels", "1", false), (parked.Processor, parked.Stream, parked.Key, parked.IsReleasing));
        Assert.Equal(parcels.Take(2), parked.Events.Select(static each => each.Record));
        Assert.Equal([parcels[2]], host.Handled<Parcel>("pack"));
        Assert.Equal(parcels.Take(2), host.DeadLetters.Select(static letter => letter.Record));
        await Assert.ThrowsAsync<ArgumentException>(() => host.ReleaseAsync("2"));

        isTorn = false;
        await host.ReleaseAsync("1", nameof(Depot.Pack));
        await host.DrainAsync();

        Assert.Empty(host.Parked);
        Assert.Empty(host.DeadLetters);
        Assert.Equal([parcels[2], parcels[0], parcels[1]], host.Handled<Parcel>("pack"));
    }
}
