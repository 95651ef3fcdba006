namespace Runnel.Speed.Tests;

/// <summary>
/// One path's speed beside that of what it is held against. The best round of each counts: what else the machine does can only slow a round
/// down, and seldom all of them.
/// </summary>
/// <param name="least">Half of what is usual, or less.</param>
internal sealed class Ratio(double least)
{
    private readonly List<(double Speed, double Yardstick)> _rounds = [];

    /// <summary>A machine that has time for nothing needs more rounds to show what it can do.</summary>
    public bool IsEnough => _rounds.Count > 0 && Value >= least;

    private double Value => _rounds.Max(round => round.Speed) / _rounds.Max(round => round.Yardstick);

    public void Add(double speed, double yardstick) => _rounds.Add((speed, yardstick));

    public override string ToString()
        => FormattableString.Invariant($"{Value:0.00}, and should be {least:0.00} at least; the best of {_rounds.Count} rounds, ")
            + string.Join(", ", _rounds.OrderByDescending(round => round.Speed).Take(10).Select(round => FormattableString.Invariant($"{round.Speed:N0} / {round.Yardstick:N0}")));
}
