using System.Globalization;
using System.Text;
using Runnel.Tests.Checking;

namespace Runnel.Chaos.Tests.Harness;

/// <summary>Reads what workers write down, as it grows. Not safe for several readers at once.</summary>
internal sealed class HandlingReader(string folder)
{
    private readonly Dictionary<string, Source> _sources = [];

    /// <summary>All handlings up to now.</summary>
    public IReadOnlyList<Handling> Read()
    {
        if (Directory.Exists(folder))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*.log"))
            {
                if (!_sources.TryGetValue(path, out var source)) _sources[path] = source = new Source();
                source.ReadOn(path);
            }
        }

        return [.. _sources.Values.SelectMany(static source => source.Handlings)];
    }

    /// <summary>One process' file.</summary>
    private sealed class Source
    {
        private readonly Dictionary<long, List<int>> _open = [];
        private long _offset;
        private string _owner = "";

        public List<Handling> Handlings { get; } = [];

        public void ReadOn(string path)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Position = _offset;
            using var reader = new StreamReader(file, Encoding.UTF8);
            var text = reader.ReadToEnd();

            // A process that was killed may have left half a line: its other half never comes.
            var whole = text.LastIndexOf('\n') + 1;
            _offset += Encoding.UTF8.GetByteCount(text.AsSpan(0, whole));
            foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries)) Take(line.Split(' '));
        }

        private void Take(string[] parts)
        {
            switch (parts[0])
            {
                case "owner":
                    _owner = parts[1];
                    break;
                case "B":
                    var delivery = Number(parts[1]);
                    if (!_open.TryGetValue(delivery, out var places)) _open[delivery] = places = [];
                    places.Add(Handlings.Count);
                    Handlings.Add(new Handling(
                        _owner, delivery, parts[2], Number(parts[3]), (int)Number(parts[4]), EntryId.Parse(parts[5]),
                        Number(parts[6]), parts[7] == "1", (int)Number(parts[8]), Number(parts[9])));
                    break;
                case "E":
                    var how = parts[2] switch
                    {
                        "done" => HandlingEnd.Done,
                        "failed" => HandlingEnd.Failed,
                        "cancelled" => HandlingEnd.Cancelled,
                        _ => throw new FormatException($"No handling ends with '{parts[2]}'."),
                    };
                    _open.Remove(Number(parts[1]), out var ended);
                    foreach (var place in ended!) Handlings[place] = Handlings[place] with { How = how, End = Number(parts[3]) };
                    break;
                default:
                    throw new FormatException($"No line of a handling log begins with '{parts[0]}'.");
            }
        }

        private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }
}
