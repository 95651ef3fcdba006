using Runnel.Tests.Checking;

namespace Runnel.Chaos.Tests.Checking;

/// <summary>Makes histories by hand: one partition, one key, each moment one later than the one before.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<Appended> _stored = [];
    private readonly List<Handling> _handlings = [];
    private readonly List<Sent> _sends = [];
    private long _now = 1000;
    private long _delivery;

    public History Build() => new() { Handlings = _handlings, Sends = _sends, Stored = _stored };

    /// <summary>Sends these and stores them, in this order.</summary>
    public HistoryBuilder Append(params long[] numbers)
    {
        foreach (var n in numbers)
        {
            _sends.Add(new Sent("k", n, SendResult.Confirmed));
            Store(n);
        }

        return this;
    }

    public HistoryBuilder Store(long n)
    {
        _stored.Add(new Appended("k", n, 0, Id(_stored.Count + 1)));
        return this;
    }

    public HistoryBuilder Send(long n, SendResult result)
    {
        _sends.Add(new Sent("k", n, result));
        return this;
    }

    /// <summary>An owner handles these one after the other, each to its end.</summary>
    public HistoryBuilder Handle(string owner, long epoch, params long[] numbers)
    {
        foreach (var n in numbers) End(Begin(owner, epoch, n));
        return this;
    }

    /// <summary>An owner handles these in one delivery.</summary>
    public HistoryBuilder HandleBatch(string owner, long epoch, params long[] numbers)
    {
        End(Begin(owner, epoch, numbers));
        return this;
    }

    /// <summary>A delivery that fails.</summary>
    public HistoryBuilder Fail(string owner, long epoch, long n, int attempt = 1)
    {
        End(Begin(owner, epoch, attempt, n), HandlingEnd.Failed);
        return this;
    }

    public long Begin(string owner, long epoch, params long[] numbers) => Begin(owner, epoch, 1, numbers);

    public void End(long delivery, HandlingEnd how = HandlingEnd.Done)
    {
        var end = _now++;
        for (var i = 0; i < _handlings.Count; i++)
        {
            if (_handlings[i].Delivery == delivery) _handlings[i] = _handlings[i] with { End = end, How = how };
        }
    }

    private long Begin(string owner, long epoch, int attempt, params long[] numbers)
    {
        _delivery++;
        var begin = _now++;
        foreach (var n in numbers) _handlings.Add(new Handling(owner, _delivery, "k", n, 0, Id(n), epoch, false, attempt, begin));
        return _delivery;
    }

    private static EntryId Id(long n) => new((ulong)n, 0);
}
