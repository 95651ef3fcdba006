namespace Runnel.Brokers.Memory;

/// <summary>Pauses: what an operator does to a partition without touching its lease.</summary>
internal static class MemoryPausing
{
    public static PauseMark Pause(MemoryApp app, LeaseId id, PauseMark mark)
    {
        if (!app.Leases.TryGetValue(id, out var lease)) app.Leases[id] = lease = new MemoryLease();
        return lease.Pause ??= mark;
    }

    public static bool End(MemoryApp app, LeaseId id, PauseMark? expected)
    {
        if (app.Leases.GetValueOrDefault(id) is not { Pause: { } mark } lease || (expected is not null && expected != mark)) return false;
        lease.Pause = null;
        return true;
    }
}
