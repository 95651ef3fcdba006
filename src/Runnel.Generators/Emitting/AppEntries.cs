using Runnel.Generators.Model;

namespace Runnel.Generators.Emitting;

/// <summary>
/// The names of the table's entries, in the order of its lists: <c>OrdersStream</c>, <c>PrintProcessor</c>, <c>SendTimer</c>.
/// </summary>
internal sealed class AppEntries
{
    private readonly HashSet<string> _taken = [];

    public AppEntries(IReadOnlyList<AppProcessorModel> processors)
        => Processors = [.. processors.Select(processor => processor.Host is { } host ? $"{host.Type}.{AppHostEmitter.Entry}" : Free(Last(processor.Display) + "Processor"))];

    public AppEntries(AppTableModel table)
        : this(table.Processors)
    {
        Streams = [.. table.App.Streams.Select(stream => Free(Last(stream.Property.Display) + "Stream"))];
        Tasks = [.. table.App.Tasks.Select(task => Free(Last(task.Display) + task.Kind))];
    }

    public IReadOnlyList<string> Streams { get; } = [];

    public IReadOnlyList<string> Processors { get; }

    public IReadOnlyList<string> Tasks { get; } = [];

    private string Free(string name)
    {
        var free = name;
        for (var number = 2; !_taken.Add(free); number++) free = name + number;
        return free;
    }

    private static string Last(string display) => display.Substring(display.LastIndexOf('.') + 1);
}
