using Cronos;

namespace Runnel.Generators.Parsing;

/// <summary>Checks cron expressions as the scheduler will read them. The only class here that loads Cronos.</summary>
internal static class AppCron
{
    /// <summary>Far enough for the rarest date there is: a 29th of February on a given day of the week.</summary>
    private static readonly DateTime Start = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What is wrong with an expression, in Cronos' own words; null: nothing.</summary>
    public static string? Complaint(string? expression)
    {
        if (expression is null) return "it is null";
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        try
        {
            var parsed = CronExpression.Parse(expression, fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
            return parsed.GetNextOccurrence(Start) is null ? "no date ever matches it." : null;
        }
        catch (CronFormatException error)
        {
            return error.Message;
        }
    }
}
