using System.Globalization;

namespace Runnel.LoadTest;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        usage: Runnel.LoadTest [--rounds 5] [--events 400000] [--trickle 2000] [--starts 20] [--only TEXT] [--unix] [--no-native]

          --rounds     how often everything is measured, in turn; the table shows medians
          --events     events sent and consumed in each round
          --trickle    events of the latency measurement, one every 2 ms
          --starts     starts of the native programs, in all
          --only       only measurements whose name contains TEXT, or one of several texts with commas between (what they need is run all the same)
          --unix       speaks to its own server by a Unix domain socket instead of TCP
          --no-native  leaves out publishing and starting native programs

        Without RUNNEL_REDIS_URL it starts a redis-server of its own. With it, that server is FLUSHED.
        """;

    public int Rounds { get; init; } = 5;

    public int Events { get; init; } = 400_000;

    public int Trickle { get; init; } = 2_000;

    public int Starts { get; init; } = 20;

    public IReadOnlyList<string> Only { get; init; } = [""];

    public bool OverSocket { get; init; }

    public bool Native { get; init; } = true;

    /// <summary>Reads arguments; null: they make no sense.</summary>
    public static Options? Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options();
        for (var index = 0; index < arguments.Count; index++)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : 0;
            switch (arguments[index])
            {
                case "--no-native": options = options with { Native = false }; continue;
                case "--unix": options = options with { OverSocket = true }; continue;
                case "--only" when value.Length > 0: options = options with { Only = value.Split(',', StringSplitOptions.RemoveEmptyEntries) }; break;
                case "--rounds" when number > 0: options = options with { Rounds = number }; break;
                case "--events" when number > 0: options = options with { Events = number }; break;
                case "--trickle" when number > 0: options = options with { Trickle = number }; break;
                case "--starts" when number > 0: options = options with { Starts = number }; break;
                default: return null;
            }

            index++;
        }

        return options;
    }
}
