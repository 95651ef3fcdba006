using Runnel.Contracts;
using Runnel.Coordination;
using Runnel.Pipeline;
using Runnel.Records;
using Runnel.Scheduling;
using Runnel.Streams;

namespace Runnel.Hosting;

/// <summary>Hands the effective settings to the rooms in the form each of them takes.</summary>
internal static class SettingOptions
{
    public static StreamOptions ForStream(this EffectiveSettings settings, StreamDescriptor stream) => new()
    {
        PartitionCount = stream.DeadLettersOf is null ? settings.Get(SettingTable.PartitionCount, stream.Name) : 1,
        PartitionSize = settings.Get(SettingTable.PartitionSize, stream.Name),
        Retention = settings.Get(SettingTable.Retention, stream.Name),
        WhenFull = settings.Get(SettingTable.WhenFull, stream.Name),
        Compressor = Compressor(settings.Get(SettingTable.Compressor, stream.Name)),
        SendTimeout = settings.Get(SettingTable.SendTimeout),
    };

    public static ProcessorOptions ForProcessor(this EffectiveSettings settings, string processor) => new()
    {
        ExceptionPolicy = settings.Get(SettingTable.ExceptionPolicy, processor),
        AckMode = settings.Get(SettingTable.AckMode, processor),
        PrefetchCount = settings.Get(SettingTable.PrefetchCount, processor),
        BatchSize = settings.Get(SettingTable.BatchSize, processor),
        BatchWithin = settings.Get(SettingTable.BatchWithin, processor),
        Retries = settings.Get(SettingTable.Retries, processor),
        RetryDelay = settings.Get(SettingTable.RetryDelay, processor),
        RetryMaxDelay = settings.Get(SettingTable.RetryMaxDelay, processor),
        RetryBudget = settings.Get(SettingTable.RetryBudget, processor),
        RetriesPerMinute = settings.Get(SettingTable.RetriesPerMinute, processor),
        CircuitBreakerFailures = settings.Get(SettingTable.CircuitBreakerFailures, processor),
        CircuitBreakerPause = settings.Get(SettingTable.CircuitBreakerPause, processor),
        CircuitBreakerMaxPause = settings.Get(SettingTable.CircuitBreakerMaxPause, processor),
        MaxCrashes = settings.Get(SettingTable.MaxCrashes, processor),
        DeadLetterMode = settings.Get(SettingTable.DeadLetterMode, processor),
        MaxParkedKeys = settings.Get(SettingTable.MaxParkedKeys, processor),
        MaxParkedEvents = settings.Get(SettingTable.MaxParkedEvents, processor),
        LockExpiry = settings.Get(SettingTable.LockExpiry, processor),
        GracePeriod = settings.Get(SettingTable.GracePeriod, processor),
        DeliveryTimeout = settings.Get(SettingTable.DeliveryTimeout, processor),
        ReadTimeout = settings.Get(SettingTable.ReadTimeout, processor),
        JoinDelay = settings.Get(SettingTable.JoinDelay, processor),
        AssignmentAttempts = settings.Get(SettingTable.AssignmentAttempts, processor),
        AssignmentSleep = settings.Get(SettingTable.AssignmentSleep, processor),
    };

    /// <summary>A leader's term outlasts three missed polls, and is never shorter than a partition's lease.</summary>
    public static SchedulerOptions ForScheduler(this EffectiveSettings settings)
    {
        var poll = settings.Get(SettingTable.LeadershipPollInterval);
        var lease = settings.Get(SettingTable.LockExpiry);
        return new SchedulerOptions(
            settings.Get(SettingTable.TimeZone), poll, lease > 3 * poll ? lease : 3 * poll, settings.Get(SettingTable.GracePeriod));
    }

    /// <summary>The streams that are kept until they are processed.</summary>
    public static IReadOnlyList<KeptStream> KeptStreams(this EffectiveSettings settings, IReadOnlyList<StreamDescriptor> streams)
    {
        List<KeptStream> kept = [];
        foreach (var stream in streams)
        {
            var options = settings.ForStream(stream);
            if (options.Retention != Retention.UntilProcessed) continue;
            kept.Add(new KeptStream(stream.Name, options.PartitionCount, options.PartitionSize, settings.Get(SettingTable.RetentionAge, stream.Name)));
        }

        return kept;
    }

    private static ICompressor? Compressor(string name) => Compressors.TryGet(name, out var compressor) ? compressor : null;
}
