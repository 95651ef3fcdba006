namespace Runnel;

/// <summary>Marks a method of an app that runs once when a worker starts.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StartupAttribute : Attribute
{
    /// <summary>Run on the elected leader only, once per term of leadership. Default: <see langword="false"/>.</summary>
    public bool OnLeader { get; set; }
}

/// <summary>Marks a method of an app that runs again and again, first after one interval.</summary>
/// <param name="seconds">The interval in seconds: 0.001 to 4,233,600 (a millisecond to 49 days).</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TimerAttribute(double seconds) : Attribute
{
    /// <summary>The interval in seconds.</summary>
    public double Seconds { get; } = seconds;

    /// <summary>Run on the elected leader only. Default: <see langword="false"/>.</summary>
    public bool OnLeader { get; set; }

    /// <summary>Whether a run may start while the one before is still going. Default: <see langword="false"/>: the tick is left out.</summary>
    public bool Overlap { get; set; }
}

/// <summary>Marks a method of an app that runs at the times of a cron expression (checked at compile time; five fields, or six with seconds first).</summary>
/// <param name="expression">The cron expression, as Cronos reads it: <c>"45 17 * * *"</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CrontabAttribute(string expression) : Attribute
{
    /// <summary>The cron expression.</summary>
    public string Expression { get; } = expression;

    /// <summary>The time zone (IANA id) the expression is read in. Default: the setting <c>TimeZone</c>, else UTC.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>Run on the elected leader only; each tick then runs at most once across the cluster. Default: <see langword="false"/>.</summary>
    public bool OnLeader { get; set; }

    /// <summary>
    /// What becomes of ticks for which no leader was there. Default: <see cref="Misfire.Skip"/>. Needs <see cref="OnLeader"/>: what a worker on its
    /// own missed while it was not there is on record nowhere.
    /// </summary>
    public Misfire Misfire { get; set; }

    /// <summary>Whether a run may start while the one before is still going. Default: <see langword="false"/>: the tick is left out.</summary>
    public bool Overlap { get; set; }
}
