namespace Runnel.Tests.Checking;

/// <summary>One delivery: a run of places in the partition.</summary>
internal sealed record Delivery(long Number, int First, int Last, bool IsContiguous, int Attempt, long Begin, long End, bool IsSettled)
{
    public override string ToString() => First == Last ? $"event {First}" : $"events {First} to {Last}";
}

/// <summary>What one owner handled of one partition under one epoch, in order of time. Places count from 0 in the partition.</summary>
internal sealed record Session(string Owner, long Epoch, IReadOnlyList<Delivery> Deliveries)
{
    public long Begin => Deliveries[0].Begin;

    /// <summary>The sessions of one partition in the order of their epochs.</summary>
    public static IReadOnlyList<Session> Split(IEnumerable<Handling> partition, Func<Handling, int> place, Allowances allowances)
        => [.. partition.GroupBy(static handling => (handling.Epoch, handling.Owner))
            .OrderBy(static session => session.Key.Epoch)
            .Select(session => new Session(session.Key.Owner, session.Key.Epoch, Deliver(session, place, allowances)))];

    public override string ToString() => $"{Owner} (epoch {Epoch})";

    private static List<Delivery> Deliver(IEnumerable<Handling> session, Func<Handling, int> place, Allowances allowances)
        => [.. session.GroupBy(static handling => handling.Delivery).Select(delivery =>
        {
            var places = delivery.Select(place).ToList();
            var isContiguous = places.Zip(places.Skip(1)).All(static pair => pair.Second == pair.First + 1);
            var first = delivery.First();
            var begin = delivery.Min(static each => each.Begin);
            return new Delivery(first.Delivery, places.Min(), places.Max(), isContiguous, first.Attempt, begin, first.End, delivery.All(allowances.Settled));
        }).OrderBy(static delivery => delivery.Number)];
}
