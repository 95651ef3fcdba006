using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>The arguments of one command, put together without boxing.</summary>
internal sealed class CommandArguments(int capacity)
{
    private RedisKeyOrValue[] _items = new RedisKeyOrValue[capacity];
    private int _count;

    public ReadOnlyMemory<RedisKeyOrValue> Memory => _items.AsMemory(0, _count);

    /// <summary>Sets an argument that stands before others already added.</summary>
    public RedisKeyOrValue this[int index]
    {
        set => _items[index] = value;
    }

    public CommandArguments AddKey(RedisKey key) => Add((RedisKeyOrValue)key);

    public CommandArguments Add(RedisValue value) => Add((RedisKeyOrValue)value);

    public CommandArguments Add(EntryId id)
    {
        Span<byte> text = stackalloc byte[48];
        id.TryFormat(text, out var length);
        return Add((RedisValue)text[..length].ToArray());
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
