using System.Globalization;

namespace Runnel.Scaling;

/// <summary>What the command line asks for.</summary>
internal sealed record ScalingOptions
{
    public const string Usage = """
        usage: Runnel.Scaling [--rounds 3] [--events 307200] [--seconds 1.5] [--series TEXT] [--quick] [--output FOLDER] [--note TEXT]

          --rounds   how often everything is measured, in turn; the tables show medians
          --events   the greatest number of events of one measurement
          --seconds  the longest time of one measurement
          --series   only the series whose name contains TEXT
          --quick    one round of short measurements: whether it runs, not how fast
          --output   where scaling.csv and scaling.md go (default: benchmarks/plots of the repository)
          --note     a sentence about the machine, for the head of scaling.md

        Without RUNNEL_REDIS_URL it starts a redis-server of its own. With it, that server is FLUSHED.
        """;

    public int Rounds { get; init; } = 3;

    public int Events { get; init; } = 307_200;

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(1.5);

    public string Series { get; init; } = "";

    public string? Output { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Reads arguments; null: they make no sense.</summary>
    public static ScalingOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new ScalingOptions();
        for (var index = 0; index < arguments.Count; index++)
        {
            var value = index + 1 < arguments.Count ? arguments[index + 1] : "";
            var number = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            switch (arguments[index])
            {
                case "--quick": options = options with { Rounds = 1, Events = 32_000, Limit = TimeSpan.FromSeconds(0.3) }; continue;
                case "--series" when value.Length > 0: options = options with { Series = value }; break;
                case "--output" when value.Length > 0: options = options with { Output = value }; break;
                case "--note" when value.Length > 0: options = options with { Note = value }; break;
                case "--rounds" when number >= 1: options = options with { Rounds = (int)number }; break;
                case "--events" when number >= 1: options = options with { Events = (int)number }; break;
                case "--seconds" when number > 0: options = options with { Limit = TimeSpan.FromSeconds(number) }; break;
                default: return null;
            }

            index++;
        }

        return options;
    }
}
