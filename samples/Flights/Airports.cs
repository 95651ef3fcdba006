using Runnel;

namespace Flights;

/// <summary>Departures are split into partitions by their airport, so each airport's flights come one after the other, in order.</summary>
[App("flights")]
public sealed partial class Airports
{
    private readonly Board _board = new(Ledger.Open(Environment.GetEnvironmentVariable("FLIGHTS_LEDGER")));
    private int _loops;

    [Stream("flights", PartitionBy = nameof(Flight.Origin))]
    public partial EventStream<Flight> Flights { get; }

    // Runs once for every partition, all of them side by side.
    [Processor(nameof(Flights))]
    public async Task Tally(Events<Flight> events)
    {
        Interlocked.Increment(ref _loops);
        try
        {
            await foreach (var (flight, context) in events.WithContext())
                _board.Add(context.Partition, context.Id, flight);
        }
        finally
        {
            // A worker that is told to stop ends its loops normally. The last one out prints what is not printed yet.
            if (Interlocked.Decrement(ref _loops) == 0) _board.PrintIfChanged(Console.Out);
        }
    }

    // A stream has no end, only a moment when nothing more comes. Then is the time for the table.
    [Timer(1)]
    public void PrintWhenQuiet() => _board.PrintIfQuiet(Console.Out);
}
