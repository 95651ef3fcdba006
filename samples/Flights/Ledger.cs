using System.Globalization;
using System.Text;
using Runnel;

namespace Flights;

/// <summary>One handled event, as one line of text: id, airport, delay, date.</summary>
internal readonly record struct LedgerEntry(int Partition, EntryId Id, string Origin, int Delay, string Date);

/// <summary>
/// Counts in memory die with their process, while the position in the stream does not. So a worker that must survive a crash writes down
/// each event before it is acknowledged: one file per partition, one line per event, in a folder that <c>FLIGHTS_LEDGER</c> names. A
/// new worker reads them first. Real programs use a database; the rule is the same: store the event's id with what it did.
/// </summary>
internal sealed class Ledger
{
    private readonly string? _folder;

    private Ledger(string? folder) => _folder = folder;

    /// <summary>Opens a folder, which is made if it is missing; without one nothing is kept.</summary>
    public static Ledger Open(string? folder)
    {
        if (string.IsNullOrEmpty(folder)) return new Ledger(null);
        Directory.CreateDirectory(folder);
        return new Ledger(folder);
    }

    /// <summary>Adds a line, in one write to the end of the file: a process that is killed leaves no half line.</summary>
    public void Append(LedgerEntry entry)
    {
        if (_folder is null) return;
        using var file = new FileStream(PathOf(entry.Partition), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entry.Id} {entry.Origin} {entry.Delay} {entry.Date}\n")));
    }

    /// <summary>All lines of all partitions, each partition's in the order they were written.</summary>
    public IEnumerable<LedgerEntry> Read()
    {
        if (_folder is null) yield break;
        foreach (var path in Directory.EnumerateFiles(_folder, "*.log"))
        {
            var partition = int.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);
            foreach (var line in File.ReadLines(path))
            {
                var parts = line.Split(' ');
                yield return new LedgerEntry(
                    partition, EntryId.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3]);
            }
        }
    }

    private string PathOf(int partition) => Path.Combine(_folder!, $"{partition}.log");
}
