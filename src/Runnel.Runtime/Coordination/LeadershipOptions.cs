namespace Runnel.Coordination;

/// <summary>How leadership is sought and kept.</summary>
/// <param name="PollInterval">How often a worker that does not lead asks whether it may. The leader renews that often, or each third of <paramref name="Expiry"/> if that is sooner.</param>
/// <param name="Expiry">How long a leader that is not heard of stays the leader, by the broker's clock.</param>
internal sealed record LeadershipOptions(TimeSpan PollInterval, TimeSpan Expiry)
{
    /// <summary>A leader stops leading this much before its lease can run out, for clocks that do not run quite alike.</summary>
    public TimeSpan Margin => Expiry / 10;

    /// <summary>How often the leader renews.</summary>
    public TimeSpan RenewalInterval => PollInterval < Expiry / 3 ? PollInterval : Expiry / 3;
}
