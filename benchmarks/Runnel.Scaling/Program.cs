using System.Diagnostics;
using Runnel.LoadTest;
using Runnel.LoadTest.Native;
using Runnel.Scaling;
using Runnel.Scaling.Measuring;
using Runnel.Scaling.Report;
using Runnel.Scaling.Series;

if (ScalingOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(ScalingOptions.Usage);
    return 2;
}

var asked = ScalingSeries.All.Where(series => series.Name.Contains(options.Series, StringComparison.OrdinalIgnoreCase)).ToArray();
if (asked.Length == 0)
{
    Console.Error.WriteLine($"No series is called '{options.Series}': there are {string.Join(", ", ScalingSeries.All.Select(series => series.Name))}.");
    return 2;
}

Console.WriteLine("publishing the native worker …");
var program = await NativeProgram.PublishAsync("benchmarks/Runnel.Scaling.Worker");
await using var server = await Server.StartAsync();
await using var connection = await server.ConnectAsync();
var measurement = new Measurement(server, new Filling(server, connection), program.Path, options);
var results = new Results();
var started = Stopwatch.GetTimestamp();
for (var round = 1; round <= options.Rounds; round++)
{
    foreach (var series in asked)
    {
        foreach (var (value, point) in series.Points)
        {
            var outcome = await measurement.RunAsync(point);
            results.Add(series, value, point.Mode, round, outcome);
            Console.WriteLine(
                $"round {round} of {options.Rounds}, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s: {series.Name} {value:N0}, {point.Mode.Name}: "
                + $"{outcome.EventsPerSecond:N0} events/s, {outcome.ResidentMebibytes:0.0} MiB, heap {outcome.HeapMebibytes:0.0} MiB");
        }
    }
}

var output = options.Output ?? Path.Combine(NativeProgram.Root, "benchmarks", "plots");
Directory.CreateDirectory(output);
await File.WriteAllTextAsync(Path.Combine(output, "scaling.csv"), results.ToCsv());
var tables = Tables.Render(results, options);
await File.WriteAllTextAsync(Path.Combine(output, "scaling.md"), tables);
Console.WriteLine();
Console.WriteLine(tables);
return 0;
