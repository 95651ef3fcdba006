using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Waits for news by XREAD BLOCK on a connection of its own; on a cluster, for the doorbells of the partitions. A blocking wait that is
/// cancelled is ended on the server by CLIENT UNBLOCK, so that its connection can be used again at once.
/// </summary>
internal sealed class RedisWaiter(
    RedisConnections connections, RedisReader reader, RedisDoorbells doorbells, IKeyLayout keys, TimeProvider time)
{
    private static readonly RedisKeyOrValue[] ClientId = [(RedisValue)"ID"];
    private static readonly TimeSpan UnblockBound = TimeSpan.FromMilliseconds(250);

    public async ValueTask<ReadReply> WaitAsync(IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = time.GetTimestamp();
        while (true)
        {
            var left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return await reader.ReadAsync(requests, cancellationToken);
            var reply = requests.Count == 0 || connections.IsCluster
                ? await ListenAsync(requests, left, cancellationToken)
                : await BlockAsync(requests, left < RedisOptions.LongestBlock ? left : RedisOptions.LongestBlock, cancellationToken);
            if (reply.Partitions.Count > 0) return reply;
            if (time.GetElapsedTime(started) >= timeout) return reply;
        }
    }

    /// <summary>One command cannot wait for streams of several cluster nodes: they are read when a doorbell rings, and from time to time.</summary>
    private async ValueTask<ReadReply> ListenAsync(IReadOnlyList<ReadRequest> requests, TimeSpan left, CancellationToken cancellationToken)
    {
        // Before the read: what is appended from now on rings.
        using var watch = doorbells.Watch(requests);
        var reply = await reader.ReadAsync(requests, cancellationToken);
        if (reply.Partitions.Count == 0) await watch.RungAsync(left, cancellationToken);
        return reply;
    }

    private async ValueTask<ReadReply> BlockAsync(IReadOnlyList<ReadRequest> requests, TimeSpan block, CancellationToken cancellationToken)
    {
        var asked = requests as ReadRequest[] ?? [.. requests];
        var count = 1;
        foreach (ref readonly var request in asked.AsSpan()) count = Math.Max(count, request.Count);
        var arguments = reader.Arguments(asked, count, (long)Math.Ceiling(block.TotalMilliseconds));

        var generation = connections.Generation;
        var link = await connections.RentWaitAsync(cancellationToken);
        // Sent right before the wait on the same connection: whose wait to end. A connection made anew has another id.
        var client = link.ExecuteAsync("CLIENT", ClientId, CancellationToken.None).AsTask();
        var waiting = link.ExecuteAsync("XREAD", arguments, CancellationToken.None).AsTask();
        try
        {
            RedisAnswer answer;
            try
            {
                answer = await waiting.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (!waiting.IsCompleted)
            {
                await UnblockAsync(client, waiting);
                if (!waiting.IsCompletedSuccessfully) throw;
                answer = await waiting;
            }

            var found = new List<PartitionEntries>();
            RespEntries.Read(answer, asked, keys, found);
            if (found.Count == 0) cancellationToken.ThrowIfCancellationRequested();
            return new ReadReply(generation, found);
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            // One key of another type fails the whole command: the others are read, and it is told apart.
            return await reader.ReadAloneAsync(requests, cancellationToken);
        }
        finally
        {
            Retire(link, client, waiting);
        }
    }

    /// <summary>Ends the wait on the server; gives up after a moment, since the wait ends by itself soon.</summary>
    private async Task UnblockAsync(Task<RedisAnswer> client, Task<RedisAnswer> waiting)
    {
        using var bound = new CancellationTokenSource(UnblockBound, time);
        try
        {
            using var answer = await client.WaitAsync(bound.Token);
            var id = answer.ReadScalar().ReadInt64();
            for (var pause = 1; !waiting.IsCompleted; pause *= 2)
            {
                var ended = RespRead.Integer(await connections.Commands.ExecuteAsync(
                    "CLIENT", new RedisKeyOrValue[] { (RedisValue)"UNBLOCK", (RedisValue)id }, bound.Token)) == 1;
                // Not waiting yet, or not any more: the wait's own answer will tell.
                await Task.WhenAny(waiting, Task.Delay(ended ? UnblockBound : TimeSpan.FromMilliseconds(pause), time, bound.Token));
            }
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException)
        {
            RedisLog.UnblockFailed(connections.Logger, connections.EndPoints, error.Message);
        }
    }

    /// <summary>Gives the connection back once nothing is under way on it.</summary>
    private void Retire(RedisLink link, Task<RedisAnswer> client, Task<RedisAnswer> waiting)
    {
        if (waiting.IsCompleted && client.IsCompletedSuccessfully)
        {
            client.Result.Dispose();
            connections.ReturnWait(link);
            return;
        }

        connections.Own(RetireLaterAsync(link, client, waiting));
    }

    private async Task RetireLaterAsync(RedisLink link, Task<RedisAnswer> client, Task<RedisAnswer> waiting)
    {
        foreach (var task in (Task<RedisAnswer>[])[client, waiting])
        {
            try
            {
                (await task).Dispose();
            }
            catch (BrokerException)
            {
                // Nobody waits for this answer any more; the connection mends itself.
            }
        }

        connections.ReturnWait(link);
    }
}
