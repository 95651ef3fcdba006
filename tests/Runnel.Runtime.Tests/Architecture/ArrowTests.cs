using Xunit;

namespace Runnel.Architecture;

/// <summary>Arrows between rooms point one way; see docs/flow.md for the house.</summary>
public sealed class ArrowTests
{
    /// <summary>What would take the code out of the reach of a simulation, which decides what runs next.</summary>
    private static readonly string[] WaysOut =
    [
        "Task.Run(", "Task.Factory", "QueueUserWorkItem", ".CancelAsync()", "ConfigureAwait(false)", "ConfigureAwaitOptions.", "Random.Shared", "Guid.NewGuid",
        "Stopwatch", "TickCount", "DateTime.UtcNow", "DateTimeOffset.UtcNow",
    ];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Annotations"] = [],
        ["Errors"] = [],
        ["Telemetry"] = [],
        ["Entries"] = [],
        ["Threading"] = [],
        ["Records"] = ["Annotations", "Errors", "Telemetry", "Entries"],
        ["Partitioning"] = ["Annotations", "Errors", "Telemetry", "Entries"],
        ["Brokers"] = ["Annotations", "Errors", "Telemetry", "Entries", "Threading"],
        ["Contracts"] = ["Annotations", "Errors", "Entries", "Records", "Partitioning"],
        ["Streams"] = ["Annotations", "Errors", "Telemetry", "Entries", "Threading", "Contracts", "Records", "Partitioning", "Brokers"],
        ["Pipeline"] = ["Annotations", "Errors", "Telemetry", "Entries", "Threading", "Contracts", "Records", "Streams"],
        ["Coordination"] = ["Annotations", "Errors", "Telemetry", "Entries", "Threading", "Brokers"],
        ["Processing"] = ["Annotations", "Errors", "Telemetry", "Entries", "Threading", "Contracts", "Records", "Streams", "Pipeline", "Coordination", "Brokers"],
        ["Scheduling"] = ["Annotations", "Errors", "Telemetry", "Threading", "Contracts", "Coordination", "Brokers"],
        ["Hosting"] =
        [
            "Annotations", "Errors", "Telemetry", "Entries", "Threading", "Contracts", "Records", "Partitioning", "Streams", "Pipeline", "Coordination",
            "Processing", "Scheduling", "Brokers",
        ],
        ["CommandLine"] =
        [
            "Annotations", "Errors", "Telemetry", "Entries", "Contracts", "Records", "Partitioning", "Streams", "Pipeline", "Brokers", "Hosting",
        ],
    };

    [Fact]
    public void Rooms_know_only_the_rooms_below_them()
    {
        var forbidden = SourceTree.Arrows()
            .Where(arrow => !Allowed.TryGetValue(arrow.Key.From, out var below) || !below.Contains(arrow.Key.To))
            .Select(arrow => $"{arrow.Key.From} -> {arrow.Key.To}:\n    {string.Join("\n    ", arrow.Take(5))}")
            .ToList();

        Assert.True(forbidden.Count == 0, "Arrows that must not be:\n" + string.Join('\n', forbidden));
    }

    [Fact]
    public void The_arrows_are_read_off_real_code()
    {
        var arrows = SourceTree.Arrows();

        Assert.True(arrows.Contains(("Streams", "Contracts")));
        Assert.True(arrows.Contains(("Brokers", "Entries")));
    }

    [Fact]
    public void The_allowed_arrows_make_no_circle()
    {
        var above = Allowed.ToDictionary(room => room.Key, room => room.Value.ToHashSet());
        while (above.FirstOrDefault(room => room.Value.Count == 0).Key is { } ground)
        {
            above.Remove(ground);
            foreach (var rest in above.Values) rest.Remove(ground);
        }

        Assert.Empty(above);
    }

    [Theory]
    [InlineData("using StackExchange.Redis", "Brokers/Redis")]
    [InlineData("using Cronos", "Scheduling")]
    [InlineData("using System.CommandLine", "CommandLine")]
    [InlineData("using K4os.Compression", "Records")]
    public void A_library_is_known_to_one_room_only(string directive, string room)
    {
        var home = Path.Combine(SourceTree.Runtime, room.Replace('/', Path.DirectorySeparatorChar)) + Path.DirectorySeparatorChar;

        var strangers = SourceTree.Files()
            .Where(file => !file.StartsWith(home, StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith(directive, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(SourceTree.Root, file));

        Assert.Empty(strangers);
    }

    [Fact]
    public void Threads_chance_and_clocks_are_reached_through_one_room()
    {
        string[] rooms = ["Brokers/Memory", "Streams", "Pipeline", "Coordination", "Processing", "Scheduling", "Hosting"];

        var strangers = SourceTree.Files()
            .Where(file => rooms.Any(room => Path.GetRelativePath(SourceTree.Runtime, file).Replace(Path.DirectorySeparatorChar, '/').StartsWith(room + '/', StringComparison.Ordinal)))
            .SelectMany(file => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .Where(line => WaysOut.Any(way => line.Contains(way, StringComparison.Ordinal)))
                .Select(line => $"{Path.GetRelativePath(SourceTree.Root, file)}: {line.Trim()}"));

        Assert.Empty(strangers);
    }
}
