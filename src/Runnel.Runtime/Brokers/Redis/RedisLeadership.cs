namespace Runnel.Brokers.Redis;

/// <summary>The app's one leader, and what its tasks claim.</summary>
internal sealed class RedisLeadership(RedisConnections connections, IKeyLayout keys)
{
    public async ValueTask<long> LeadAsync(string owner, TimeSpan expiry, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Lead.Arguments(keys: 1, values: 2).AddKey(keys.Leader).Add(owner).Add(expiry);
        return ScriptAnswer.Number(RespRead.String(await RedisScript.Lead.RunAsync(connections.Leases, arguments, cancellationToken)));
    }

    public async ValueTask<LeaderState> InspectAsync(CancellationToken cancellationToken)
    {
        var (stored, now) = await RedisHash.ReadAsync(connections.Commands, keys.Leader, cancellationToken);
        var owner = stored.GetValueOrDefault("owner") is { Length: > 0 } name ? name : null;
        var left = owner is null ? 0 : ScriptAnswer.Number(stored["expiry"]) - now;
        return new LeaderState(owner, ScriptAnswer.Number(stored.GetValueOrDefault("term", "0")), TimeSpan.FromMilliseconds(left));
    }

    public async ValueTask ResignAsync(string owner, long term, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.Resign.Arguments(keys: 1, values: 2).AddKey(keys.Leader).Add(owner).Add(term);
        (await RedisScript.Resign.RunAsync(connections.Leases, arguments, cancellationToken)).Dispose();
    }

    public async ValueTask<bool> ClaimTickAsync(
        string owner, long term, string task, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.ClaimTick.Arguments(keys: 1, values: 4).AddKey(keys.Leader);
        arguments.Add(owner).Add(term).Add($"tick:{task}").Add(Microseconds(instant));
        return RespRead.Integer(await RedisScript.ClaimTick.RunAsync(connections.Leases, arguments, cancellationToken)) == 1;
    }

    public async ValueTask<DateTimeOffset?> RecallTicksAsync(
        string owner, long term, string task, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.RecallTicks.Arguments(keys: 1, values: 6).AddKey(keys.Leader);
        arguments.Add(owner).Add(term).Add($"tick:{task}").Add($"since:{task}").Add(Microseconds(now)).Add(schedule);
        var answer = RespRead.String(await RedisScript.RecallTicks.RunAsync(connections.Leases, arguments, cancellationToken));
        return answer == "" ? null : DateTimeOffset.UnixEpoch.AddTicks(ScriptAnswer.Number(answer) * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>Lua's numbers hold them exactly until the year 2255.</summary>
    private static long Microseconds(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
