using System.Globalization;

namespace Runnel.Aot.Tests;

/// <summary>One handling of an event, as the sample wrote it down.</summary>
internal sealed record LedgerLine(string Id, string Origin, long Delay, string Date);

/// <summary>The sample's ledger, read here without the sample's code.</summary>
internal sealed record LedgerFiles(Dictionary<int, List<LedgerLine>> Lines)
{
    public static LedgerFiles Read(string folder) => new(Directory.EnumerateFiles(folder, "*.log").ToDictionary(
        path => int.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture),
        path => File.ReadLines(path).Select(line => line.Split(' '))
            .Select(parts => new LedgerLine(parts[0], parts[1], long.Parse(parts[2], CultureInfo.InvariantCulture), parts[3])).ToList()));

    /// <summary>How many lines there are now; the worker may be writing.</summary>
    public static int Count(string folder)
    {
        if (!Directory.Exists(folder)) return 0;
        return Directory.EnumerateFiles(folder, "*.log").Sum(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().Count(c => c == '\n');
        });
    }

    /// <summary>Per airport, each event taken once, however often it was handled; airports in the order of their events.</summary>
    public Dictionary<string, AirportSums> SumsOfDistinct()
    {
        var sums = new Dictionary<string, AirportSums>();
        foreach (var line in Lines.Values.SelectMany(lines => lines.DistinctBy(line => line.Id)))
        {
            var before = sums.GetValueOrDefault(line.Origin, new AirportSums(0, 0, ""));
            if (string.CompareOrdinal(line.Date, before.LastDeparture) < 0)
                throw new InvalidOperationException($"{line.Origin}: {line.Date} was handled after {before.LastDeparture}.");
            sums[line.Origin] = before.Add(line.Delay, line.Date);
        }

        return sums;
    }
}
