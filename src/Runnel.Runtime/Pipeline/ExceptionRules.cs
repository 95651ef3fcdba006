using System.Reflection;

namespace Runnel.Pipeline;

/// <summary>The rules of one processor: its own are asked first, then those of its app.</summary>
internal sealed class ExceptionRules(IReadOnlyList<ExceptionRule> own, IReadOnlyList<ExceptionRule> appWide)
{
    public static ExceptionRules None { get; } = new([], []);

    /// <summary>Whether any exception may be retried because of a rule.</summary>
    public bool HasRetries => HaveRetries(own) || HaveRetries(appWide);

    /// <summary>The rule for an exception; null: none matches.</summary>
    public ExceptionRule? Find(Exception error) => Find(own, error) ?? Find(appWide, error);

    /// <summary>
    /// Whether the exception may be a sign that nothing works for now: not that the event cannot be read, and not what a rule never retries.
    /// </summary>
    public bool MayPass(Exception error) => error is not RecordFormatException && Find(error)?.Retries != 0;

    private static ExceptionRule? Find(IReadOnlyList<ExceptionRule> rules, Exception error)
    {
        ExceptionRule? found = null;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Depth > (found?.Depth ?? 0) && Matches(rules[i], error)) found = rules[i];
        }

        return found;
    }

    private static bool Matches(ExceptionRule rule, Exception error) => rule.Covers(error) || error switch
    {
        AggregateException { InnerExceptions.Count: > 0 } aggregate => AllMatch(rule, aggregate),
        TargetInvocationException or ProcessorException when error.InnerException is { } held => Matches(rule, held),
        _ => rule.IncludeInner && error.InnerException is { } inner && Matches(rule, inner),
    };

    private static bool AllMatch(ExceptionRule rule, AggregateException aggregate)
    {
        foreach (var error in aggregate.InnerExceptions)
        {
            if (!Matches(rule, error)) return false;
        }

        return true;
    }

    private static bool HaveRetries(IReadOnlyList<ExceptionRule> rules)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Retries > 0) return true;
        }

        return false;
    }
}
