using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>
/// Looks after processors that nobody runs: names those that hold events back, and says for which nothing is kept any more, because no worker
/// ran them and no program declared them for too long.
/// </summary>
internal sealed class AbsenceWatch(IBroker broker, TrimmerOptions options, TimeProvider time, ILogger logger)
{
    private readonly Dictionary<GroupId, TimeSpan> _absences = [];
    private readonly Dictionary<GroupId, long> _named = [];
    private readonly Dictionary<GroupId, long> _seen = [];
    private readonly HashSet<GroupId> _abandoned = [];
    private long? _looked;

    /// <summary>Whether nothing is kept for a processor any more.</summary>
    public bool IsAbandoned(GroupId group) => _abandoned.Contains(group);

    /// <summary>Asks how long each was away, now and then.</summary>
    public async Task LookAsync(IReadOnlyList<RegisteredProcessor> registered, CancellationToken stopping)
    {
        if (_looked is { } looked && time.GetElapsedTime(looked) < options.AbsenceInterval) return;
        _absences.Clear();
        _abandoned.Clear();
        foreach (var (group, undeclared) in registered)
        {
            if (!IsKept(group)) continue;
            var state = await broker.InspectAsync(group, stopping);
            var isRun = false;
            foreach (var member in state.Members) isRun |= member.Remaining > TimeSpan.Zero;
            var silence = isRun ? TimeSpan.Zero : state.Silence;

            // One that never ran is away since it was first seen.
            if (!_seen.TryGetValue(group, out var seen)) _seen[group] = seen = time.GetTimestamp();
            var waited = time.GetElapsedTime(seen);
            _absences[group] = silence ?? (undeclared > waited ? undeclared : waited);
            var missed = silence < undeclared ? silence.Value : undeclared;
            if (options.AbandonedAfter > TimeSpan.Zero && missed >= options.AbandonedAfter) _abandoned.Add(group);
        }

        _looked = time.GetTimestamp();
    }

    /// <summary>Names those that hold something back, each at a calm pace.</summary>
    public void Tell(IReadOnlyList<TrimmedPartition> partitions)
    {
        foreach (var (group, absence) in _absences)
        {
            if (absence < options.NamedAfter && !IsAbandoned(group)) continue;
            long held = 0;
            foreach (var partition in partitions)
            {
                if (partition.Stream.Name == group.Stream && partition.HeldBy == group.Processor) held += partition.Length;
            }

            if (held == 0 && !IsAbandoned(group)) continue;
            if (_named.TryGetValue(group, out var named) && time.GetElapsedTime(named) < options.NamedEvery) continue;
            _named[group] = time.GetTimestamp();
            if (IsAbandoned(group)) logger.Abandoned(group.Stream, group.Processor, absence, options.AbandonedAfter);
            else logger.HoldsBack(group.Processor, absence, held, group.Stream);
        }
    }

    private bool IsKept(GroupId group)
    {
        foreach (var stream in options.Streams)
        {
            if (stream.Name == group.Stream) return true;
        }

        return false;
    }
}
