using Runnel.Comparison;
using Runnel.Comparison.Contenders;
using Runnel.LoadTest;
using Runnel.LoadTest.Report;
using Runnel.LoadTest.Runs;

if (ComparisonOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(ComparisonOptions.Usage);
    return 2;
}

await using var server = await Server.StartAsync();
await using var connection = await server.ConnectAsync();
using var free = FreeRedisLoop.Connect(server);
var database = connection.GetDatabase();
var bullMq = new BullMq(options.BullMq);
var figures = new Figures();

// Compiles what the rounds run; the Node process warms itself up.
Console.WriteLine("warming up");
await RunRoundAsync(new Figures(), options.Events / 2, options.Trickle / 4, withNode: false);
for (var round = 1; round <= options.Rounds; round++)
{
    Console.WriteLine($"round {round} of {options.Rounds}");
    await RunRoundAsync(figures, options.Events, options.Trickle, withNode: true);
}

Console.WriteLine();
Console.WriteLine(Report.Render(figures));
return 0;

async Task RunRoundAsync(Figures into, int events, int trickle, bool withNode)
{
    await server.FlushAsync();
    Note(Contender.Sending[1].Name, await HandWrittenSend.MeasureAsync(database, events));
    await server.FlushAsync();
    Note(Contender.Sending[2].Name, await FreeRedisSend.MeasureAsync(free, events));

    // What is sent here is what all the following consume, each from the start and for itself.
    await server.FlushAsync();
    Note(Contender.Sending[0].Name, await Sending.MeasureAsync(server, events));
    Note(Contender.Consuming[0].Name, await Consuming.MeasureAsync(server, "before_next", events));
    Note(Contender.Consuming[3].Name, await LoopRuns.ConsumeAsync(new HandWrittenLoop(database, acknowledgesEach: true), events));
    Note(Contender.Consuming[5].Name, await LoopRuns.ConsumeAsync(new FreeRedisLoop(free, acknowledgesEach: true), events));
    Note(Contender.Consuming[1].Name, await Consuming.MeasureAsync(server, "background", events));
    Note(Contender.Consuming[2].Name, await Consuming.MeasureAsync(server, "batches", events));
    Note(Contender.Consuming[4].Name, await LoopRuns.ConsumeAsync(new HandWrittenLoop(database, acknowledgesEach: false), events));
    Note(Contender.Consuming[6].Name, await LoopRuns.ConsumeAsync(new FreeRedisLoop(free, acknowledgesEach: false), events));

    await server.FlushAsync();
    NoteTrickle(Trickles.Runnel, await Trickling.MeasureAsync(server, trickle, Pace.Interval));
    await server.FlushAsync();
    NoteTrickle(Trickles.ByHand, await LoopRuns.TrickleAsync(new HandWrittenLoop(database, acknowledgesEach: true), trickle, reading => HandWrittenSend.SendAsync(database, reading)));
    await server.FlushAsync();
    NoteTrickle(Trickles.FreeRedis, await LoopRuns.TrickleAsync(new FreeRedisLoop(free, acknowledgesEach: true), trickle, reading => Task.FromResult(FreeRedisSend.Send(free, reading))));

    await server.FlushAsync();
    if (!withNode) return;
    var single = await bullMq.MeasureAsync(server, events, concurrency: 1, trickle);
    Note(Contender.Sending[3].Name, single["send"]);
    Note(Contender.Consuming[7].Name, single["consume"]);
    into.Add(Trickles.Figure(Trickles.BullMq, 50), single["p50"]);
    into.Add(Trickles.Figure(Trickles.BullMq, 99), single["p99"]);
    Console.WriteLine($"  {Trickles.BullMq}: p50 {single["p50"]:0.000} ms, p99 {single["p99"]:0.000} ms");
    await server.FlushAsync();
    Note(Contender.Consuming[8].Name, (await bullMq.MeasureAsync(server, events, concurrency: 100, trickle: 0))["consume"]);

    void Note(string name, double figure)
    {
        into.Add(name, figure);
        Console.WriteLine($"  {name}: {figure:N0}");
    }

    void NoteTrickle(string name, IReadOnlyList<double> latencies)
    {
        foreach (var percentile in (int[])[50, 99]) into.Add(Trickles.Figure(name, percentile), Figures.Percentile(latencies, percentile / 100.0));
        Console.WriteLine($"  {name}: p50 {Figures.Percentile(latencies, 0.5):0.000} ms, p99 {Figures.Percentile(latencies, 0.99):0.000} ms");
    }
}
