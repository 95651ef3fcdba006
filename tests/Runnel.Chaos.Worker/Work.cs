using System.Globalization;

namespace Runnel.Chaos;

/// <summary>Handles events as they, and the environment, say: takes its time, throws, hangs, kills the process; and writes down when.</summary>
internal sealed class Work(HandlingLog log, TimeSpan usual)
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(2);

    /// <summary><c>CHAOS_LOG</c>: the folder of the log. <c>CHAOS_WORK_MICROSECONDS</c>: how long an event takes that says nothing.</summary>
    public static Work FromEnvironment()
    {
        var folder = Environment.GetEnvironmentVariable("CHAOS_LOG") is { Length: > 0 } named ? named : ".";
        var microseconds = Environment.GetEnvironmentVariable("CHAOS_WORK_MICROSECONDS") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        return new Work(new HandlingLog(folder), TimeSpan.FromMicroseconds(microseconds));
    }

    public async ValueTask HandleAsync(IReadOnlyList<Step> steps, EventContext context, CancellationToken cancellationToken)
    {
        var delivery = log.Begin(steps, context);
        try
        {
            foreach (var step in steps) await HandleAsync(step, context, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            log.End(delivery, "cancelled");
            throw;
        }
        catch
        {
            log.End(delivery, "failed");
            throw;
        }

        log.End(delivery, "done");
    }

    private async Task HandleAsync(Step step, EventContext context, CancellationToken cancellationToken)
    {
        var time = step.WorkMicroseconds > 0 ? TimeSpan.FromMicroseconds(step.WorkMicroseconds) : usual;
        if (time > TimeSpan.Zero) await Task.Delay(time, cancellationToken);
        switch (step.Deed)
        {
            case null: break;
            case Deeds.Throw: throw new InvalidOperationException($"{step.Key} {step.N} is to fail.");
            case Deeds.ThrowAtFirst: if (context.Returns == 0) throw new InvalidOperationException($"{step.Key} {step.N} is to fail at first."); break;
            case Deeds.Hang: await Task.Delay(Forever, cancellationToken); break;
            // Deliberately deaf.
            case Deeds.Ignore: await Task.Delay(Forever, CancellationToken.None); break;
            case Deeds.Kill: Environment.FailFast($"{step.Key} {step.N} is to kill its process."); break;
            default: throw new NotSupportedException($"There is no deed '{step.Deed}'.");
        }
    }
}
