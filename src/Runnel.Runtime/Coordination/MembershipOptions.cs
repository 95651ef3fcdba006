namespace Runnel.Coordination;

/// <summary>How an executor takes part in its group.</summary>
/// <param name="Expiry">How long a member that is not heard of counts as alive: as long as a lease lasts.</param>
/// <param name="JoinDelay">How long it waits after joining before it takes partitions.</param>
/// <param name="AssignmentAttempts">How often an assignment is tried that others were quicker with, before the next heartbeat.</param>
/// <param name="AssignmentSleep">The longest wait between two such tries.</param>
internal sealed record MembershipOptions(TimeSpan Expiry, TimeSpan JoinDelay, int AssignmentAttempts, TimeSpan AssignmentSleep)
{
    /// <summary>Heartbeats and renewals keep the same rhythm, so that a member and its leases run out together.</summary>
    public TimeSpan Interval => Expiry / 3;
}
