using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runnel;
using Runnel.Scaling.Worker;

// One worker or sender of a measurement. Prints `count N` as it goes on, `end` when its target or time is reached, and `done …` after SIGTERM.
var order = Order.Parse(args);
var tally = new Tally(order);
var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    stop.TrySetResult();
});

var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(tally).AddSingleton(order);
var app = builder.Services.AddRunnel<ScalingApp>(options =>
{
    options.RedisUrl = order.Url;
    options.DefaultPartitionCount = order.Partitions;
    options.DefaultJoinDelay = order.JoinDelay;
    if (order.Prefetch > 0) options.DefaultPrefetchCount = order.Prefetch;
});
if (!order.Sends) app.AddWorker(order.Processor);
using (var host = builder.Build())
{
    await host.StartAsync();
    var sending = order.Sends ? SendAsync(host.Services.GetRequiredService<ScalingApp>()) : Task.CompletedTask;
    var (printed, hasEnded) = (0L, false);
    while (!stop.Task.IsCompleted)
    {
        await Task.WhenAny(stop.Task, Task.Delay(TimeSpan.FromMilliseconds(5)));
        if (sending.IsFaulted) await sending;
        tally.Look();
        if (tally.Count != printed) Console.WriteLine($"count {printed = tally.Count}");
        if (tally.HasEnded && !hasEnded) Console.WriteLine("end");
        hasEnded = tally.HasEnded;
    }

    await sending;
    await host.StopAsync();
}

Console.WriteLine($"done {tally.Report()}");
return 0;

async Task SendAsync(ScalingApp scaling)
{
    var payload = new byte[order.PayloadBytes];

    // The first event makes the lanes' connection and loads the script.
    await scaling.Samples.SendAsync(new Sample(0, 0, payload));
    tally.Start();
    tally.End(await scaling.Samples.SendManyAsync(Samples()));

    IEnumerable<Sample> Samples()
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < order.Target; number++)
        {
            if (number % 64 == 0 && Stopwatch.GetElapsedTime(started) > order.Limit) yield break;
            yield return new Sample(number % Sample.Keys, number, payload);
        }
    }
}
