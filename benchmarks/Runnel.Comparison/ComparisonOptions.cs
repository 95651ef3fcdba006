using System.Globalization;

namespace Runnel.Comparison;

/// <summary>What the command line asks for.</summary>
internal sealed record ComparisonOptions
{
    public const string Usage = """
        usage: Runnel.Comparison --bullmq FOLDER [--rounds 3] [--events 100000] [--trickle 500]

          --bullmq   the folder with bullmq.mjs and its installed packages
          --rounds   how often everything is measured, in turn; the tables show medians
          --events   events sent and consumed in each round, the same for all
          --trickle  events of the latency measurement, one every 2 ms

        Without RUNNEL_REDIS_URL it starts a redis-server of its own. With it, that server is FLUSHED.
        """;

    public string BullMq { get; init; } = "";

    public int Rounds { get; init; } = 3;

    public int Events { get; init; } = 100_000;

    public int Trickle { get; init; } = 500;

    /// <summary>Reads arguments; null: they make no sense.</summary>
    public static ComparisonOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new ComparisonOptions();
        for (var index = 0; index < arguments.Count; index += 2)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed : 0;
            switch (arguments[index])
            {
                case "--bullmq" when value.Length > 0: options = options with { BullMq = value }; break;
                case "--rounds" when number > 0: options = options with { Rounds = number }; break;
                case "--events" when number > 0: options = options with { Events = number }; break;
                case "--trickle" when number > 0: options = options with { Trickle = number }; break;
                default: return null;
            }
        }

        return options.BullMq.Length > 0 ? options : null;
    }
}
