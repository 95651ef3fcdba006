using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Looks at every server there is a connection to: whether Runnel supports it, what it does when memory runs short, and whether the
/// primaries are those of the last look.
/// </summary>
internal sealed class RedisServerCheck(ILogger logger)
{
    private readonly Lock _gate = new();
    private Dictionary<EndPoint, string> _runIds = [];
    private readonly HashSet<string> _warned = [];

    /// <returns>Whether a primary answers that was not there at the last look: a restart, a failover, a new node.</returns>
    /// <exception cref="BrokerException">None answers, or one is too old.</exception>
    public async ValueTask<bool> LookAsync(RedisLink link, CancellationToken cancellationToken)
    {
        var nodes = link.Nodes.ToArray();
        if (!nodes.Any(static node => !node.IsReplica)) (await link.ExecuteAsync("PING", default, cancellationToken)).Dispose();
        var asked = Array.ConvertAll(nodes, node => AskAsync(node, cancellationToken));
        await Task.WhenAll(asked);

        var primaries = new Dictionary<EndPoint, string>();
        BrokerException? failure = null;
        for (var i = 0; i < nodes.Length; i++)
        {
            var (info, error) = await asked[i];
            if (info is null)
            {
                failure = error;
                continue;
            }

            info.EnsureSupported(nodes[i].Address);
            WarnOfEviction(nodes[i], info);
            if (!nodes[i].IsReplica) primaries[nodes[i].EndPoint] = info.RunId ?? "";
        }

        // The others of a cluster go on without the one that does not answer.
        if (primaries.Count == 0 && failure is not null) throw failure;
        return Remember(primaries, nodes, link.IsCluster);
    }

    private async Task<(RedisServerInfo? Info, BrokerException? Error)> AskAsync(RedisNode node, CancellationToken cancellationToken)
    {
        try
        {
            return (await RedisServerInfo.AskAsync(node, cancellationToken), null);
        }
        catch (BrokerException error) when (error.InnerException is RedisServerException { Kind: RedisErrorKind.NoPermission })
        {
            if (IsNew($"{node.Address} denied")) RedisLog.InfoDenied(logger, node.Address);
            return (new RedisServerInfo(null, node.GreetedVersion, null), null);
        }
        catch (BrokerException error)
        {
            return (null, error);
        }
    }

    private bool Remember(Dictionary<EndPoint, string> primaries, RedisNode[] nodes, bool isCluster)
    {
        EndPoint? changed = null;
        lock (_gate)
        {
            foreach (var (endPoint, runId) in primaries)
            {
                if (_runIds.Count > 0 && (!_runIds.TryGetValue(endPoint, out var before) || before != runId)) changed = endPoint;
            }

            // A node of a cluster that is away for a moment is known again when it comes back; one that became a replica is not.
            if (isCluster)
            {
                foreach (var (endPoint, runId) in _runIds)
                {
                    if (!Array.Exists(nodes, node => node.IsReplica && node.EndPoint.Equals(endPoint))) primaries.TryAdd(endPoint, runId);
                }
            }

            if (primaries.Count > 0) _runIds = primaries;
        }

        if (changed is not null) RedisLog.ServerChanged(logger, RedisOptions.Name(changed));
        return changed is not null;
    }

    private void WarnOfEviction(RedisNode node, RedisServerInfo info)
    {
        if (info.EvictionPolicy is not { } policy || policy == "noeviction") return;
        if (IsNew($"{node.Address} {info.RunId} {policy}")) RedisLog.Evicts(logger, node.Address, policy);
    }

    private bool IsNew(string warning)
    {
        lock (_gate) return _warned.Add(warning);
    }
}
