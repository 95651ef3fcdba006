namespace Runnel.Testing.Watching;

/// <summary>What happened in a host, in the order in which it did, and what is in hand now.</summary>
internal sealed class Journal
{
    private readonly Lock _gate = new();
    private readonly List<Work> _inHand = [];
    private readonly List<(string Processor, RawEvent Event)> _handled = [];
    private readonly List<FailedDelivery> _failed = [];
    private readonly List<RetriedDelivery> _retried = [];
    private readonly List<TaskRun> _runs = [];

    public IReadOnlyList<Work> InHand
    {
        get
        {
            lock (_gate) return [.. _inHand];
        }
    }

    public IReadOnlyList<FailedDelivery> Failed
    {
        get
        {
            lock (_gate) return [.. _failed];
        }
    }

    public IReadOnlyList<RetriedDelivery> Retried
    {
        get
        {
            lock (_gate) return [.. _retried];
        }
    }

    public IReadOnlyList<TaskRun> Runs
    {
        get
        {
            lock (_gate) return [.. _runs];
        }
    }

    public IReadOnlyList<RawEvent> Handled(string processor)
    {
        lock (_gate) return [.. _handled.Where(handled => handled.Processor == processor).Select(handled => handled.Event)];
    }

    public void Begin(Work work)
    {
        lock (_gate) _inHand.Add(work);
    }

    public void End(Work work)
    {
        lock (_gate) _inHand.Remove(work);
    }

    public void Add(string processor, IReadOnlyList<RawEvent> handled)
    {
        lock (_gate) _handled.AddRange(handled.Select(raw => (processor, raw)));
    }

    public void Add(FailedDelivery failed)
    {
        lock (_gate) _failed.Add(failed);
    }

    public void Add(RetriedDelivery retried)
    {
        lock (_gate) _retried.Add(retried);
    }

    public void Add(TaskRun run)
    {
        lock (_gate) _runs.Add(run);
    }
}
