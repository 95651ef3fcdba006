namespace Runnel.Speed.Tests;

/// <summary>One path's speed, divided by that of what it is held against, once per round.</summary>
internal sealed class Ratios
{
    private readonly List<(double Speed, double Yardstick)> _rounds = [];

    public void Add(double speed, double yardstick) => _rounds.Add((speed, yardstick));

    public double Median => _rounds.Select(round => round.Speed / round.Yardstick).Order().ElementAt(_rounds.Count / 2);

    public override string ToString()
        => string.Join("; ", _rounds.Select(round => FormattableString.Invariant($"{round.Speed / round.Yardstick:0.00} ({round.Speed:N0} / {round.Yardstick:N0})")));
}
