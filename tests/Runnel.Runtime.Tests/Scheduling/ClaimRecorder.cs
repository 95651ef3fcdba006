using System.Collections.Concurrent;
using Runnel.Brokers;
using Runnel.Tests.Delivery;

namespace Runnel.Runtime.Tests.Scheduling;

/// <summary>Keeps which ticks were granted to whoever calls.</summary>
internal sealed class ClaimRecorder(IBroker inner) : BrokerDecorator(inner)
{
    /// <summary>Each tick that was granted, once.</summary>
    public ConcurrentDictionary<DateTimeOffset, bool> Granted { get; } = new();

    public DateTimeOffset Last { get; private set; }

    public override async ValueTask<bool> ClaimTickAsync(string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        if (!await base.ClaimTickAsync(owner, term, task, instant, cancellationToken)) return false;
        Last = instant;
        Granted[instant] = true;
        return true;
    }
}
