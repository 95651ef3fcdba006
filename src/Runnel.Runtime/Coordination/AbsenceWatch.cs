using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>
/// Looks after processors that nobody runs: names those that hold events back, and says for which nothing is kept any more, because no
/// worker ran them and no program declared them for too long.
/// </summary>
internal sealed class AbsenceWatch(IBroker broker, TrimmerOptions options, TimeProvider time, ILogger logger)
{
    private readonly List<Absence> _absences = [];
    private long? _looked;

    /// <summary>Whether nothing is kept for a processor any more.</summary>
    public bool IsAbandoned(GroupId group) => _absences.Find(absence => absence.Group == group) is { IsAbandoned: true };

    /// <summary>Asks how long each was away, now and then.</summary>
    public async Task LookAsync(IReadOnlyList<RegisteredProcessor> registered, CancellationToken stopping)
    {
        if (_looked is { } looked && time.GetElapsedTime(looked) < options.AbsenceInterval) return;
        foreach (var absence in _absences) absence.IsRegistered = false;
        for (var i = 0; i < registered.Count; i++)
        {
            if (IsKept(registered[i].Group)) await LookAsync(registered[i], stopping);
        }

        _absences.RemoveAll(static absence => !absence.IsRegistered);
        _looked = time.GetTimestamp();
    }

    /// <summary>Names those that hold something back, each at a calm pace.</summary>
    public void Tell(IReadOnlyList<TrimmedPartition> partitions)
    {
        foreach (var absence in _absences)
        {
            if (absence.Time < options.NamedAfter && !absence.IsAbandoned) continue;
            if (absence.Named is { } named && time.GetElapsedTime(named) < options.NamedEvery) continue;
            var (stream, processor) = absence.Group;
            long held = 0;
            foreach (var partition in partitions)
            {
                if (partition.Stream.Name == stream && partition.HeldBy == processor) held += partition.Length;
            }

            if (held == 0 && !absence.IsAbandoned) continue;
            absence.Named = time.GetTimestamp();
            if (absence.IsAbandoned) logger.Abandoned(stream, processor, absence.Time, options.AbandonedAfter);
            else logger.HoldsBack(processor, absence.Time, held, stream);
        }
    }

    private async Task LookAsync(RegisteredProcessor registered, CancellationToken stopping)
    {
        var silence = (await broker.InspectAsync(registered.Group, stopping)).Quiet;
        var absence = _absences.Find(absence => absence.Group == registered.Group);
        if (absence is null) _absences.Add(absence = new Absence(registered.Group, time.GetTimestamp()));
        absence.IsRegistered = true;

        // One that never ran is away since it was first seen.
        var undeclared = registered.Undeclared;
        var waited = time.GetElapsedTime(absence.Seen);
        absence.Time = silence ?? (undeclared > waited ? undeclared : waited);
        absence.IsAbandoned = registered.IsAbandoned(silence, options.AbandonedAfter);
    }

    private bool IsKept(GroupId group)
    {
        foreach (var stream in options.Streams)
        {
            if (stream.Name == group.Stream) return true;
        }

        return false;
    }

    /// <summary>What is known of a processor's workers.</summary>
    private sealed class Absence(GroupId group, long seen)
    {
        public GroupId Group => group;

        /// <summary>When it was first seen in the register.</summary>
        public long Seen => seen;

        /// <summary>Whether it is still there.</summary>
        public bool IsRegistered { get; set; }

        /// <summary>How long nobody has run it.</summary>
        public TimeSpan Time { get; set; }

        public bool IsAbandoned { get; set; }

        /// <summary>When it was named last.</summary>
        public long? Named { get; set; }
    }
}
