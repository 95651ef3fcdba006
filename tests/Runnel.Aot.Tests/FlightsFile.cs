using System.Text.Json;

namespace Runnel.Aot.Tests;

/// <summary>One airport's sums.</summary>
internal sealed record AirportSums(int Flights, long Delay, string LastDeparture)
{
    public AirportSums Add(long delay, string departure) => new(Flights + 1, Delay + delay, departure);
}

/// <summary>What is in flights.jsonl, counted here without Runnel or the sample.</summary>
internal sealed record FlightsFile(int Flights, long Delay, Dictionary<string, AirportSums> ByAirport)
{
    public static FlightsFile Read(string path)
    {
        var sums = new Dictionary<string, AirportSums>();
        var flights = 0;
        var total = 0L;
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            var origin = json.RootElement.GetProperty("origin").GetString()!;
            var delay = json.RootElement.GetProperty("delay").GetInt64();
            var date = json.RootElement.GetProperty("date").GetString()!;
            sums[origin] = sums.GetValueOrDefault(origin, new AirportSums(0, 0, "")).Add(delay, date);
            flights++;
            total += delay;
        }

        return new FlightsFile(flights, total, sums);
    }
}
