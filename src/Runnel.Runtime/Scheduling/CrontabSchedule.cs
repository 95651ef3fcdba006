using Cronos;
using Runnel.Contracts;

namespace Runnel.Scheduling;

/// <summary>
/// The instants of one crontab. Where clocks change, Cronos decides: an instant that a spring leaves out is at the first instant after the
/// gap; one that an autumn repeats happens once for a fixed time, and in both hours for an interval.
/// </summary>
internal sealed class CrontabSchedule
{
    private const int FieldsWithSeconds = 6;

    private readonly string? _text;

    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    /// <summary>Reads expression and time zone.</summary>
    /// <exception cref="SettingException">One of them is none.</exception>
    public CrontabSchedule(BackgroundTaskDescriptor task, string defaultZone)
    {
        _expression = Parse(task);
        _text = task.Expression;
        _zone = string.IsNullOrEmpty(task.TimeZone)
            ? FindZone(defaultZone, "the setting TimeZone")
            : FindZone(task.TimeZone, $"the [Crontab] of {task.Source}");
    }

    /// <summary>Expression and zone: another text is another schedule.</summary>
    public override string ToString() => $"{_text} {_zone.Id}";

    /// <summary>The first instant after <paramref name="time"/>; null: there is none any more.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset time) => _expression.GetNextOccurrence(time, _zone);

    /// <summary>The last instant up to and including <paramref name="time"/>; null: there was none.</summary>
    /// <remarks>
    /// Looking back, Cronos puts what a spring leaves out one second before the end of the gap; looking forward, at its end. A tick has one instant
    /// only, or it could run as two: the one that <see cref="NextAfter"/> knows.
    /// </remarks>
    public DateTimeOffset? LastUntil(DateTimeOffset time)
    {
        var back = _expression.GetPreviousOccurrence(time, _zone, inclusive: true);
        while (back is { } start)
        {
            DateTimeOffset? last = null;
            for (var next = NextAfter(start.AddTicks(-1)); next <= time; next = NextAfter(next.Value)) last = next;
            if (last is not null) return last;
            back = _expression.GetPreviousOccurrence(start, _zone);
        }

        return null;
    }

    /// <summary>Finds a time zone.</summary>
    /// <exception cref="SettingException">This machine knows no such time zone.</exception>
    public static TimeZoneInfo FindZone(string id, string where)
    {
        if (id == "UTC") return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)) return zone;
        throw new SettingException(
            $"The time zone '{id}' of {where} is not known on this machine. Allowed: an IANA id such as Europe/London, or UTC. "
            + "Minimal images have no time zones: install tzdata.");
    }

    private static CronExpression Parse(BackgroundTaskDescriptor task)
    {
        var expression = task.Expression ?? "";
        var fields = expression.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        try
        {
            return CronExpression.Parse(expression, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException error)
        {
            throw new SettingException(
                $"'{expression}' of the [Crontab] of {task.Source} is no cron expression: {error.Message} Expected five fields (minute hour day month weekday), "
                + "or six with seconds first.",
                error);
        }
    }
}
