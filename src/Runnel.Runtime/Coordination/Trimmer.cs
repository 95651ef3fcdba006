using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>
/// Trims, in the worker that leads, what all processors of a stream have settled, at a calm pace. One leads at a time so that no work is
/// done twice; should two trim at once, or one that stood still go on with what it knew, nothing is trimmed that must stay.
/// </summary>
/// <remarks>
/// <para> A processor is registered from its worker's start on, before it has a cursor, and keeps everything until it has one. The
/// registered ones are read before each round of trims, and a trim takes no entry that was not there before they were read: each trim is
/// told the last id of the <em>last</em> round. So of what is sent after a processor has registered, nothing goes before it was settled,
/// whatever comes when.
/// </para>
/// <para>The round in which a partition is first seen trims nothing of it.</para>
/// </remarks>
internal sealed class Trimmer
{
    /// <summary>How many trims are under way at once.</summary>
    private const int Width = 32;

    private readonly IBroker _broker;
    private readonly TrimmerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AbsenceWatch _absences;
    private readonly List<TrimmedPartition> _partitions = [];
    private long _generation;
    private long? _declared;
    private bool _isAway;

    public Trimmer(IBroker broker, TrimmerOptions options, TimeProvider time, ILogger logger)
    {
        (_broker, _options, _time, _logger) = (broker, options, time, logger);
        _absences = new AbsenceWatch(broker, options, time, logger);
        foreach (var stream in options.Streams)
        {
            for (var index = 0; index < stream.PartitionCount; index++) _partitions.Add(new TrimmedPartition(stream, index));
        }
    }

    /// <summary>Trims until the token is cancelled, which is the only end.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await TrimAsync(stopping);
            await Task.Delay(NextLook(), _time, stopping);
        }
    }

    /// <summary>One round: all partitions whose time has come.</summary>
    public async Task TrimAsync(CancellationToken stopping)
    {
        List<TrimmedPartition> due = [];
        foreach (var partition in _partitions)
        {
            if (partition.Last is not { } last || _time.GetElapsedTime(last) >= partition.Wait) due.Add(partition);
        }

        if (due.Count == 0) return;
        try
        {
            var registered = await ReadRegisteredAsync(stopping);
            for (var from = 0; from < due.Count; from += Width)
            {
                var trims = new List<Task>(Width);
                for (var i = from; i < Math.Min(due.Count, from + Width); i++) trims.Add(TrimAsync(due[i], registered, stopping));
                await Task.WhenAll(trims);
            }

            _absences.Tell(_partitions);
            if (_isAway) _logger.TrimsAgain();
            _isAway = false;
        }
        catch (BrokerException error)
        {
            // Once per outage: the log of a long one stays short.
            if (!_isAway) _logger.CouldNotTrim(error, _options.Interval);
            _isAway = true;
            foreach (var partition in due) partition.Put(_time.GetTimestamp(), _options.Interval);
        }
    }

    /// <summary>How long it is until the first partition is due; never less than the busy interval.</summary>
    private TimeSpan NextLook()
    {
        var next = _options.Interval;
        foreach (var partition in _partitions)
        {
            var left = partition.Last is { } last ? partition.Wait - _time.GetElapsedTime(last) : TimeSpan.Zero;
            if (left < next) next = left;
        }

        return next > _options.BusyInterval ? next : _options.BusyInterval;
    }

    private async Task<IReadOnlyList<RegisteredProcessor>> ReadRegisteredAsync(CancellationToken stopping)
    {
        if (_broker.Generation != _generation)
        {
            // Another server may answer now, which may not know the ids that were given last, nor who was registered.
            foreach (var partition in _partitions) partition.UpTo = EntryId.Zero;
            (_generation, _declared) = (_broker.Generation, null);
        }

        var declares = _declared is not { } at || _time.GetElapsedTime(at) >= _options.AbsenceInterval;
        var registered = await _broker.RegisterAsync(declares ? _options.Declared : [], stopping);
        if (declares) _declared = _time.GetTimestamp();
        await _absences.LookAsync(registered, stopping);
        return registered;
    }

    private async Task TrimAsync(TrimmedPartition partition, IReadOnlyList<RegisteredProcessor> registered, CancellationToken stopping)
    {
        // Its own it knows, even where the register was lost a moment ago.
        List<string> processors = [];
        List<string> abandoned = [];
        foreach (var group in _options.Declared)
        {
            if (group.Stream == partition.Stream.Name) processors.Add(group.Processor);
        }

        foreach (var (group, _) in registered)
        {
            if (group.Stream != partition.Stream.Name) continue;
            if (!processors.Contains(group.Processor)) processors.Add(group.Processor);
            if (_absences.IsAbandoned(group)) abandoned.Add(group.Processor);
        }

        var request = new TrimRequest(partition.Id, processors, partition.UpTo)
        {
            Age = partition.Stream.Age,
            Abandoned = abandoned,
            AbandonedAfter = _options.AbandonedAfter,
        };
        try
        {
            var reply = await _broker.TrimAsync(request, stopping);
            partition.Take(reply, _time.GetTimestamp(), _options);
            if (reply.Trimmed > 0) _logger.Trimmed(reply.Trimmed, partition.Id, reply.Partition.Length);
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            // This one's own: a key of another type, say. The others are trimmed.
            if (!partition.IsBroken) _logger.CouldNotTrimPartition(error, partition.Id);
            partition.IsBroken = true;
            partition.Put(_time.GetTimestamp(), _options.Interval);
        }
    }
}
