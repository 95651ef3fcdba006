using Runnel.Brokers;

namespace Runnel.CommandLine;

/// <summary>How quickly events came and were settled between two looks, in events per second; null: that cannot be told.</summary>
internal readonly record struct TopRates(double? Sent, double? Handled)
{
    /// <summary>Of one partition.</summary>
    public static TopRates Of(PartitionReport? before, PartitionReport now)
    {
        if (before is not { Problem: null } || now.Problem is not null) return default;
        var seconds = (now.Progress.Now - before.Progress.Now).TotalSeconds;
        if (seconds <= 0) return default;
        var sent = now.Progress.Partition.Added - before.Progress.Partition.Added;
        return new TopRates(Rate(sent, seconds), Rate(Handle(before.Lease, now.Lease), seconds));
    }

    /// <summary>Of all partitions of which it can be told.</summary>
    public static TopRates Of(ProcessorReport? before, ProcessorReport now)
    {
        double? sent = null;
        double? handled = null;
        foreach (var partition in now.Partitions)
        {
            var rates = Of(before?.Partitions.FirstOrDefault(each => each.Index == partition.Index), partition);
            if (rates.Sent is { } more) sent = (sent ?? 0) + more;
            if (rates.Handled is { } done) handled = (handled ?? 0) + done;
        }

        return new TopRates(sent, handled);
    }

    /// <summary>Less than none: another stream stands there now, or a position was moved back.</summary>
    private static double? Rate(long? events, double seconds) => events is >= 0 ? events / seconds : null;

    /// <summary>Under another epoch the position may have been moved rather than worked off.</summary>
    private static long? Handle(LeaseState? before, LeaseState? now)
        => before is { Position: >= 0 } && now is { Position: >= 0 } && before.Epoch == now.Epoch ? now.Position - before.Position : null;
}
