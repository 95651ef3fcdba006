namespace Runnel.Testing.Frameworks;

[Runnel.Record]
public partial record Hit(string Page);

[App("counter")]
public sealed partial class Counter
{
    [Stream("hits", PartitionBy = nameof(Hit.Page))]
    public partial EventStream<Hit> Hits { get; }

    [Processor(nameof(Hits))]
    public void Count(Hit hit)
    {
        if (hit.Page.Length == 0) throw new InvalidOperationException("no page");
    }
}

public sealed class CounterTests
{
    [Test]
    public async Task A_hit_is_counted()
    {
        await using var host = await RunnelTestHost.StartAsync<Counter>();
        await host.SendAsync(new Hit("/"));
        await host.DrainAsync();
        await Assert.That(host.Committed<Hit>("count")).IsEquivalentTo([new Hit("/")]);
    }

    [Test]
    public async Task What_goes_wrong_is_an_exception()
    {
        await using var host = await RunnelTestHost.StartAsync<Counter>();
        await host.SendAsync(new Hit(""));
        var stuck = await Assert.ThrowsAsync<StuckException>(host.DrainAsync);
        await Assert.That(stuck!.Stuck.Single().Where).IsEqualTo(StuckWhere.Halted);
    }
}
