using Runnel.Tests.Checking;
using Runnel.Tests.Sending;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>What workers and producers write down, and which events are to fail.</summary>
internal sealed class Journal(World world, Plan plan, Dice dice)
{
    private readonly List<Handling> _handlings = [];
    private readonly List<Sent> _sends = [];
    private readonly HashSet<(int Partition, EntryId Id)> _done = [];
    private readonly HashSet<(int Partition, EntryId Id)> _failed = [];
    private readonly Dictionary<(string Key, long N), int> _failures = [];
    private long _deliveries;

    public IReadOnlyList<Handling> Handlings => _handlings;

    public IReadOnlyList<Sent> Sends => _sends;

    /// <summary>With the policy Ignore what fails is settled too.</summary>
    public bool FailedIsSettled => !plan.Parks && plan.Options.ExceptionPolicy == ExceptionPolicy.Ignore;

    public bool IsDone(int partition, EntryId id) => _done.Contains((partition, id));

    public bool HasFailed(int partition, EntryId id) => _failed.Contains((partition, id));

    public int Begin(string owner, IReadOnlyList<Numbered> records, EventContext context)
    {
        var first = _handlings.Count;
        var (number, begin) = (++_deliveries, world.Stamp());
        for (var i = 0; i < records.Count; i++)
        {
            _handlings.Add(new Handling(
                owner, number, records[i].Key!, records[i].Number, context.Partition, context.Delivery.Events[i].Id, context.FencingToken, context.Recovering,
                context.Attempt, begin));
        }

        if (world.IsTracing) world.Note($"{owner} begins {Describe(records)} at {context.Stream}/{context.Partition} {context.Id} epoch {context.FencingToken}");
        return first;
    }

    public void End(int first, int count, HandlingEnd how)
    {
        var end = world.Stamp();
        for (var i = first; i < first + count; i++)
        {
            var handling = _handlings[i] = _handlings[i] with { End = end, How = how };
            if (how == HandlingEnd.Done) _done.Add((handling.Partition, handling.Id));
            else if (how == HandlingEnd.Failed) _failed.Add((handling.Partition, handling.Id));
        }

        if (world.IsTracing) world.Note($"{_handlings[first].Owner} ends {_handlings[first].Key} {_handlings[first].N}: {how}");
    }

    /// <summary>Whether an event is to fail this time.</summary>
    public bool Fails(Numbered record)
    {
        if (plan.Failures == 0) return false;
        if (!_failures.TryGetValue((record.Key!, record.Number), out var left)) left = dice.Happens(plan.Failures) ? dice.Between(1, 3) : 0;
        _failures[(record.Key!, record.Number)] = left - 1;
        return left > 0;
    }

    /// <summary>A send begins: until more is known of it, its outcome is not.</summary>
    public int Send(string key, long n)
    {
        _sends.Add(new Sent(key, n, SendResult.Unknown));
        return _sends.Count - 1;
    }

    public void Send(int send, SendResult result)
    {
        _sends[send] = _sends[send] with { Result = result };
        if (world.IsTracing) world.Note($"send {_sends[send].Key} {_sends[send].N}: {result}");
    }

    private static string Describe(IReadOnlyList<Numbered> records) => string.Join(", ", records.Select(static record => $"{record.Key} {record.Number}"));
}
