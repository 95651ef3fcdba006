using System.Numerics;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Reads what stands after given ids. Reading is XREAD at explicit ids: it changes nothing on the server.</summary>
internal sealed class RedisReader(RedisConnections connections, IKeyLayout keys)
{
    private static readonly PartitionEntries[] Nothing = [];

    public async ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
    {
        var generation = connections.Generation;
        if (requests.Count == 0) return new ReadReply(generation, Nothing);
        if (connections.IsCluster) return await ReadAloneAsync(requests, cancellationToken);
        var found = new List<PartitionEntries>(requests.Count);
        try
        {
            await ReadTogetherAsync(requests, found, cancellationToken);
            return new ReadReply(generation, found);
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            // One key of another type fails the whole command.
            return await ReadAloneAsync(requests, cancellationToken);
        }
    }

    /// <summary>Reads each partition by a command of its own, all on their way at once; a failure is that partition's own.</summary>
    public async ValueTask<ReadReply> ReadAloneAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
    {
        var generation = connections.Generation;
        var answers = new Task<RedisAnswer>[requests.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = SendAsync([requests[i]], requests[i].Count, cancellationToken);

        var found = new List<PartitionEntries>(answers.Length);
        var failed = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                RespEntries.Read(await answers[i], [requests[i]], keys, found);
            }
            catch (BrokerException error)
            {
                found.Add(new PartitionEntries(requests[i].Partition, [], error));
                if (error.IsTransient) failed++;
            }
        }

        // Nothing of it is any partition's own.
        return failed == answers.Length ? throw found[0].Error! : new ReadReply(generation, found);
    }

    /// <summary>XREAD's arguments; with <paramref name="block"/> in milliseconds it waits for news.</summary>
    public ReadOnlyMemory<RedisKeyOrValue> Arguments(ReadOnlySpan<ReadRequest> requests, int count, long? block)
    {
        var arguments = new CommandArguments(5 + (2 * requests.Length)).Add("COUNT").Add(count);
        if (block is { } milliseconds) arguments.Add("BLOCK").Add(milliseconds);
        arguments.Add("STREAMS");
        foreach (ref readonly var request in requests) arguments.AddKey(keys.Stream(request.Partition));
        foreach (ref readonly var request in requests) arguments.Add(request.After);
        return arguments.Memory;
    }

    /// <summary>
    /// One XREAD has one COUNT. Requests of like counts go together and get the least of them (at least half of what each asked for),
    /// so that nothing is sent in vain.
    /// </summary>
    private async ValueTask ReadTogetherAsync(
        IReadOnlyList<ReadRequest> requests, List<PartitionEntries> found, CancellationToken cancellationToken)
    {
        var sizes = 0U;
        for (var i = 0; i < requests.Count; i++) sizes |= 1U << Size(requests[i]);
        var parts = new (ReadRequest[] Requests, Task<RedisAnswer> Answer)[BitOperations.PopCount(sizes)];
        for (var i = 0; i < parts.Length; i++, sizes &= sizes - 1)
        {
            var part = OfSize(requests, BitOperations.TrailingZeroCount(sizes), out var least);
            parts[i] = (part, SendAsync(part, least, cancellationToken));
        }

        if (parts.Length > 1) await Task.WhenAll(Array.ConvertAll(parts, static part => part.Answer));
        foreach (var (part, answer) in parts) RespEntries.Read(await answer, part, keys, found);
    }

    private Task<RedisAnswer> SendAsync(ReadOnlySpan<ReadRequest> requests, int count, CancellationToken cancellationToken)
        => connections.Commands.ExecuteAsync("XREAD", Arguments(requests, count, block: null), cancellationToken).AsTask();

    private static ReadRequest[] OfSize(IReadOnlyList<ReadRequest> requests, int size, out int least)
    {
        var count = 0;
        for (var i = 0; i < requests.Count; i++)
        {
            if (Size(requests[i]) == size) count++;
        }

        least = int.MaxValue;
        var part = new ReadRequest[count];
        for (var i = requests.Count - 1; i >= 0; i--)
        {
            if (Size(requests[i]) != size) continue;
            part[--count] = requests[i];
            least = Math.Min(least, requests[i].Count);
        }

        return part;
    }

    private static int Size(in ReadRequest request)
    {
        // Redis takes COUNT 0 for "all there is".
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Count, 1);
        return BitOperations.Log2((uint)request.Count);
    }
}
