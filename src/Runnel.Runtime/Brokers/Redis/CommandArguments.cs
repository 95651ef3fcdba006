using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>The arguments of one command, put together without boxing.</summary>
internal sealed class CommandArguments(int capacity)
{
    private const int LongestId = 48;
    private RedisKeyOrValue[] _items = new RedisKeyOrValue[capacity];
    private int _count;
    private byte[] _ids = [];
    private int _idsLength;

    public ReadOnlyMemory<RedisKeyOrValue> Memory => _items.AsMemory(0, _count);

    /// <summary>Begins anew, in the same memory: nothing may look at what was added before.</summary>
    public CommandArguments Clear()
    {
        (_count, _idsLength) = (0, 0);
        return this;
    }

    /// <summary>Sets an argument that stands before others already added.</summary>
    public RedisKeyOrValue this[int index]
    {
        set => _items[index] = value;
    }

    public CommandArguments AddKey(RedisKey key) => Add((RedisKeyOrValue)key);

    public CommandArguments Add(RedisValue value) => Add((RedisKeyOrValue)value);

    public CommandArguments Add(EntryId id)
    {
        // Many in one array; a full one is left to those that stand in it.
        if (_ids.Length - _idsLength < LongestId) (_ids, _idsLength) = (new byte[Math.Max(2 * LongestId, 2 * _ids.Length)], 0);
        id.TryFormat(_ids.AsSpan(_idsLength), out var length);
        var text = _ids.AsMemory(_idsLength, length);
        _idsLength += length;
        return Add((RedisValue)text);
    }

    /// <summary>In whole milliseconds, rounded up: a shorter expiry than asked for would take leases early.</summary>
    public CommandArguments Add(TimeSpan duration) => Add((RedisValue)(long)Math.Ceiling(duration.TotalMilliseconds));

    private CommandArguments Add(RedisKeyOrValue item)
    {
        if (_count == _items.Length) Array.Resize(ref _items, Math.Max(8, _count * 2));
        _items[_count++] = item;
        return this;
    }
}
