using System.Collections.Concurrent;
using System.Globalization;
using Runnel;

namespace Flights;

/// <summary>What is known of one airport.</summary>
internal sealed record Airport(string Code, int Flights, long Delay, string LastDeparture);

/// <summary>
/// Counts per airport. An airport belongs to one partition, and a partition to one loop at a time, so no two loops write one entry;
/// the dictionary is concurrent only because the loops add entries, and the table is printed, at the same time.
/// </summary>
internal sealed class Board
{
    private const int Rows = 10;

    private readonly ConcurrentDictionary<string, Airport> _airports = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, EntryId> _last = new();
    private readonly Ledger _ledger;
    private int _repeats;
    private long _changes;
    private long _seen;
    private long _printed;

    public Board(Ledger ledger)
    {
        _ledger = ledger;
        foreach (var entry in ledger.Read()) Count(entry);
    }

    /// <summary>
    /// Takes a flight in. An event is delivered at least once: after a crash the one in hand comes again. Its id tells it apart, so it is
    /// counted once all the same.
    /// </summary>
    public void Add(int partition, EntryId id, Flight flight)
    {
        var entry = new LedgerEntry(partition, id, flight.Origin, flight.Delay, flight.Date);
        _ledger.Append(entry);
        Count(entry);
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Prints the table when there is news, and none of it from the time since the last look.</summary>
    public void PrintIfQuiet(TextWriter output)
    {
        var changes = Interlocked.Read(ref _changes);
        var quiet = changes == Interlocked.Exchange(ref _seen, changes);
        if (quiet) PrintIfChanged(output);
    }

    public void PrintIfChanged(TextWriter output)
    {
        var changes = Interlocked.Read(ref _changes);
        if (Interlocked.Exchange(ref _printed, changes) != changes) Print(output);
    }

    private void Count(LedgerEntry entry)
    {
        if (_last.TryGetValue(entry.Partition, out var last) && entry.Id <= last)
        {
            Interlocked.Increment(ref _repeats);
            return;
        }

        var airport = _airports.GetValueOrDefault(entry.Origin) ?? new Airport(entry.Origin, 0, 0, "");
        if (string.CompareOrdinal(entry.Date, airport.LastDeparture) < 0)
        {
            throw new InvalidOperationException(
                $"{entry.Origin}: the flight of {entry.Date} (event {entry.Id}) came after the one of {airport.LastDeparture}.");
        }

        _airports[entry.Origin] = new Airport(entry.Origin, airport.Flights + 1, airport.Delay + entry.Delay, entry.Date);
        _last[entry.Partition] = entry.Id;
    }

    private void Print(TextWriter output)
    {
        var airports = _airports.Values.OrderByDescending(airport => airport.Flights).ThenBy(airport => airport.Code, StringComparer.Ordinal).ToList();
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"{"airport",-8}{"flights",10}{"delay, min",12}   last departure");
        foreach (var airport in airports.Take(Rows))
            text.WriteLine($"{airport.Code,-8}{airport.Flights,10:N0}{airport.Delay,12:N0}   {airport.LastDeparture}");
        if (airports.Count > Rows) text.WriteLine($"… and {airports.Count - Rows} more");
        text.WriteLine(
            $"total: {airports.Count} airports, {airports.Sum(airport => airport.Flights)} flights, "
            + $"{airports.Sum(airport => airport.Delay)} minutes of delay, {_repeats} delivered again");

        // One write, so that log lines do not come between.
        output.Write(text.ToString());
    }
}
