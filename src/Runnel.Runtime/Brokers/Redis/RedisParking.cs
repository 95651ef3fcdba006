using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Parks events of keys that failed, and plays them back.</summary>
internal sealed class RedisParking(RedisConnections connections, IKeyLayout keys)
{
    public async ValueTask<ParkReply> ParkAsync(ParkRequest request, CancellationToken cancellationToken)
    {
        var (claim, entries) = (request.Claim, request.Entries);
        var lists = new Dictionary<byte[], object>(KeyComparer.Instance);
        foreach (var entry in entries) lists.TryAdd(entry.Key, (RedisValue)(lists.Count + 1));
        var arguments = RedisScript.Park.Arguments(keys: 3 + lists.Count, values: 9 + (4 * entries.Count));
        arguments.AddKey(keys.Stream(claim.Lease.Partition)).AddKey(keys.State(claim.Lease)).AddKey(keys.Parked(claim.Lease));
        foreach (var key in lists.Keys) arguments.AddKey(keys.Parked(claim.Lease, key));
        arguments.Add(claim.Lease.Processor).Add(claim.Owner).Add(claim.Epoch).Add(request.Expected).Add(request.Next).Add(request.Count);
        arguments.Add(request.Follows ? 1 : 0).Add(request.MaxKeys).Add(request.MaxEvents);
        foreach (var entry in entries)
            arguments.Add((RedisValue)lists[entry.Key]).Add(entry.Key).Add(entry.Event.Id).Add(ParkedText.Write(entry.Event));
        var answer = RespRead.String(await RedisScript.Park.RunAsync(connections.Commands, arguments, cancellationToken));
        return answer switch
        {
            "PARKED" => new ParkReply(ParkStatus.Parked),
            "FENCED" => new ParkReply(ParkStatus.Fenced),
            "FULL" => new ParkReply(ParkStatus.Full),
            "FREE" => new ParkReply(ParkStatus.Free),
            not null when answer.StartsWith("MOVED ", StringComparison.Ordinal) => new ParkReply(ParkStatus.Moved, ScriptAnswer.Id(answer.AsSpan(6))),
            var other => throw ScriptAnswer.Unknown(RedisScript.Park, other),
        };
    }

    public async ValueTask<IReadOnlyList<ParkedKey>> InspectAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.InspectHash.Arguments(keys: 1, values: 0).AddKey(keys.Parked(lease));
        var items = Values(await RedisScript.InspectHash.RunAsync(connections.Commands, arguments, cancellationToken));
        var parked = new List<ParkedKey>(items.Length / 2);

        // First the time; then fields and values.
        for (var i = 1; i + 1 < items.Length; i += 2)
        {
            if (items[i] is [(byte)'k', .. var key]) parked.Add(ParkedText.ReadKey(key, System.Text.Encoding.ASCII.GetString(items[i + 1])));
        }

        return parked;
    }

    public async ValueTask<IReadOnlyList<ParkedEvent>> ReadAsync(LeaseId lease, byte[] key, int count, CancellationToken cancellationToken)
    {
        var arguments = new RedisKeyOrValue[] { keys.Parked(lease, key), (RedisValue)0, (RedisValue)(count - 1) };
        var items = Values(await connections.Commands.ExecuteAsync("LRANGE", arguments, cancellationToken));
        return Array.ConvertAll(items, static item => ParkedText.ReadEvent(item));
    }

    public async ValueTask<bool> UnparkAsync(LeaseClaim claim, byte[] key, EntryId first, int count, CancellationToken cancellationToken)
    {
        var arguments = Keys(RedisScript.Unpark.Arguments(keys: 3, values: 5), claim.Lease, key);
        arguments.Add(claim.Owner).Add(claim.Epoch).Add(key).Add(first).Add(count);
        return RespRead.Integer(await RedisScript.Unpark.RunAsync(connections.Commands, arguments, cancellationToken)) == 1;
    }

    public async ValueTask<bool> ReleaseAsync(LeaseId lease, byte[] key, bool discard, CancellationToken cancellationToken)
    {
        var arguments = RedisScript.ReleaseParked.Arguments(keys: 2, values: 2).AddKey(keys.Parked(lease)).AddKey(keys.Parked(lease, key));
        arguments.Add(key).Add(discard ? 1 : 0);
        return RespRead.Integer(await RedisScript.ReleaseParked.RunAsync(connections.Commands, arguments, cancellationToken)) == 1;
    }

    private CommandArguments Keys(CommandArguments arguments, LeaseId lease, byte[] key)
        => arguments.AddKey(keys.State(lease)).AddKey(keys.Parked(lease)).AddKey(keys.Parked(lease, key));

    /// <summary>A flat list of bytes.</summary>
    private static byte[][] Values(RedisAnswer answer)
    {
        using (answer)
        {
            var reader = answer.Read();
            var items = new byte[reader.AggregateLength()][];
            for (var i = 0; i < items.Length; i++)
            {
                reader.MoveNext();
                items[i] = new byte[reader.ScalarLength()];
                reader.CopyTo(items[i]);
            }

            return items;
        }
    }
}
