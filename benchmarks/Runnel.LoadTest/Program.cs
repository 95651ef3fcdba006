using Runnel.LoadTest;
using Runnel.LoadTest.Limits;
using Runnel.LoadTest.Native;
using Runnel.LoadTest.Report;
using Runnel.LoadTest.Runs;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

Row[] rows =
[
    new("send, raw pipelined XADD", "events/s"),
    new("send, SendManyAsync", "events/s", "send, raw pipelined XADD"),
    new("send structured, raw pipelined XADD", "events/s"),
    new("send structured, SendManyAsync", "events/s", "send structured, raw pipelined XADD"),
    .. AwaitedSending.Rows,
    new("consume, XREAD loop by hand, no commits", "events/s"),
    new("consume, XREADGROUP + XACK by hand", "events/s"),
    new(FencedScripts.Name, "events/s"),
    new("consume, BeforeNext", "events/s", FencedScripts.Name),
    new("consume, Background", "events/s", "consume, XREAD loop by hand, no commits"),
    new("consume, Take(100)", "events/s", "consume, XREAD loop by hand, no commits"),
    new("consume, call per event, Background", "events/s", "consume, XREAD loop by hand, no commits"),
    new("consume, call per batch of 100", "events/s", "consume, XREAD loop by hand, no commits"),
    .. TrickleRows("trickle"),
    .. Pace.Others.SelectMany(static pace => TrickleRows($"trickle at {pace.Rate}/s")),
    .. TrickleRows("trickle", NativeTrickle.Suffix),
    .. Pace.Others.SelectMany(static pace => TrickleRows($"trickle at {pace.Rate}/s", NativeTrickle.Suffix)),
    new(HalfLoad.Capacity, "events/s"),
    .. LatencyRows(HalfLoad.Trickle, "", HalfLoad.Beside, HalfLoad.Bursts),
    new(Idling.Name, "% of a core"),
    new($"start to first event, {NativeStarts.Minimal}", "ms"),
    new($"start to first event, {NativeStarts.Sample}", "ms", $"start to first event, {NativeStarts.Minimal}"),
    new($"idle memory, {NativeStarts.Minimal}", "MiB"),
    new($"idle memory, {NativeStarts.Sample}", "MiB", $"idle memory, {NativeStarts.Minimal}"),
    new($"size, {NativeStarts.Minimal}", "MB"),
    new($"size, {NativeStarts.Sample}", "MB", $"size, {NativeStarts.Minimal}"),
];

await using var server = await Server.StartAsync(options.OverSocket);
var figures = new Figures();
for (var round = 1; round <= options.Rounds; round++)
{
    Console.WriteLine($"round {round} of {options.Rounds}");
    await server.FlushAsync();
    await MeasureAsync("send, raw pipelined XADD", () => RawSend.MeasureAsync(server, options.Events));
    await server.FlushAsync();
    await MeasureAsync("send structured, raw pipelined XADD", () => RawSend.MeasureStructuredAsync(server, options.Events));
    await server.FlushAsync();
    await MeasureAsync("send structured, SendManyAsync", () => Sending.MeasureStructuredAsync(server, options.Events));
    foreach (var callers in AwaitedSending.Callers)
    {
        await MeasureAwaitedAsync(AwaitedSending.ByHand(callers), () => HandWrittenSend.MeasureAsync(server, callers, options.Events));
        await MeasureAwaitedAsync(AwaitedSending.Awaited(callers), () => AwaitedSending.MeasureAsync(server, callers, options.Events));
    }

    // What is sent here is what all the following consume, each from the start and for itself.
    await server.FlushAsync();
    await MeasureAsync("send, SendManyAsync", () => Sending.MeasureAsync(server, options.Events), always: true);
    await MeasureAsync("consume, XREAD loop by hand, no commits", () => HandWrittenRead.MeasureAsync(server, options.Events));
    await MeasureAsync("consume, XREADGROUP + XACK by hand", () => HandWrittenGroup.MeasureAsync(server, options.Events));
    await MeasureAsync(FencedScripts.Name, () => FencedScripts.MeasureAsync(server, options.Events));
    await MeasureAsync("consume, BeforeNext", () => Consuming.MeasureAsync(server, "before_next", options.Events));
    await MeasureAsync("consume, Background", () => Consuming.MeasureAsync(server, "background", options.Events));
    await MeasureAsync("consume, Take(100)", () => Consuming.MeasureAsync(server, "batches", options.Events));
    await MeasureAsync("consume, call per event, Background", () => Consuming.MeasureAsync(server, "each", options.Events));
    await MeasureAsync("consume, call per batch of 100", () => Consuming.MeasureAsync(server, "together", options.Events));

    await server.FlushAsync();
    await MeasureTrickleAsync("trickle", options.Trickle, Pace.Interval);
    foreach (var (rate, events) in Pace.Others) await MeasureTrickleAsync($"trickle at {rate}/s", events, TimeSpan.FromSeconds(1.0 / rate));
    await MeasureHalfLoadAsync();
}

await server.FlushAsync();
if (IsAskedFor(Idling.Name)) figures.Add(Idling.Name, await Idling.MeasureAsync(server));
await server.FlushAsync();
if (options.Native && rows.Any(row => row.Name.EndsWith(NativeTrickle.Suffix, StringComparison.Ordinal) && IsNamed(row.Name)))
    await NativeTrickle.MeasureAsync(server, options, figures);
await server.FlushAsync();
if (options.Native && rows.Any(row => NativeStarts.IsOne(row.Name) && IsNamed(row.Name))) await NativeStarts.MeasureAsync(server, options.Starts, figures);

Console.WriteLine();
Console.WriteLine(Table.Render(rows, figures));
return 0;

async Task MeasureAsync(string name, Func<Task<double>> measure, bool always = false)
{
    if (!always && !IsAskedFor(name)) return;
    var figure = await measure();
    figures.Add(name, figure);
    Console.WriteLine($"  {name}: {figure:N0}");
}

async Task MeasureAwaitedAsync(string name, Func<Task<AwaitedRun>> measure)
{
    if (!IsAskedFor(name)) return;
    await server.FlushAsync();
    var run = await measure();
    figures.Add(name, run.Rate);
    figures.Add($"{name}, p50", Figures.Percentile(run.Latencies, 0.5));
    figures.Add($"{name}, p99", Figures.Percentile(run.Latencies, 0.99));
    Console.WriteLine($"  {name}: {run.Rate:N0}, p50 {figures.Last($"{name}, p50"):0.000} ms, p99 {figures.Last($"{name}, p99"):0.000} ms");
}

async Task MeasureTrickleAsync(string trickle, int events, TimeSpan interval)
{
    if (!TrickleRows(trickle).Any(row => IsAskedFor(row.Name))) return;
    AddLatencies(trickle, RawTrickle.Name, await RawTrickle.MeasureAsync(server, events, interval));
    AddLatencies(trickle, FencedTrickle.OfRawSockets, await FencedTrickle.MeasureRawAsync(server, events, interval));
    AddLatencies(trickle, FencedTrickle.OfClient, await FencedTrickle.MeasureClientAsync(server, events, interval));
    AddLatencies(trickle, FencedTrickle.OfBlockedWait, await FencedTrickle.MeasureBlockedAsync(server, events, interval));
    AddLatencies(trickle, Trickling.Name, await Trickling.MeasureAsync(server, events, interval));
}

async Task MeasureHalfLoadAsync()
{
    if (!IsNamed(HalfLoad.Capacity) && !IsNamed(HalfLoad.Trickle)) return;
    await server.FlushAsync();
    await MeasureAsync(HalfLoad.Capacity, () => HalfLoad.MeasureCapacityAsync(server, options.Events), always: true);
    await server.FlushAsync();
    var run = await HalfLoad.MeasureAsync(server, options.Events, figures.Last(HalfLoad.Capacity) / 2);
    AddLatencies(HalfLoad.Trickle, RawTrickle.Name, run.Raw);
    AddLatencies(HalfLoad.Trickle, HalfLoad.Beside, run.Lone);
    AddLatencies(HalfLoad.Trickle, HalfLoad.Bursts, run.Bursts);
}

void AddLatencies(string trickle, string way, IReadOnlyList<double> latencies)
{
    foreach (var share in (int[])[50, 99])
    {
        var figure = Figures.Percentile(latencies, share / 100.0);
        figures.Add($"{trickle} p{share}, {way}", figure);
        Console.WriteLine($"  {trickle} p{share}, {way}: {figure:0.000}");
    }
}

static IEnumerable<Row> TrickleRows(string trickle, string suffix = "")
    => LatencyRows(trickle, suffix, FencedTrickle.OfRawSockets, FencedTrickle.OfClient, FencedTrickle.OfBlockedWait, Trickling.Name);

static IEnumerable<Row> LatencyRows(string trickle, string suffix, params string[] ways)
{
    foreach (var share in (int[])[50, 99])
    {
        var limit = $"{trickle} p{share}, {RawTrickle.Name}{suffix}";
        yield return new(limit, "ms");
        foreach (var way in ways) yield return new($"{trickle} p{share}, {way}{suffix}", "ms", limit);
    }
}

// A limit is asked for with what is held against it.
bool IsAskedFor(string name) => IsNamed(name) || rows.Any(row => row.Limit == name && IsNamed(row.Name));

bool IsNamed(string name) => options.Only.Any(text => name.Contains(text, StringComparison.OrdinalIgnoreCase));
