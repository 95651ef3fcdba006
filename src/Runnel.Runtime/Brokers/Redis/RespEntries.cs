using System.Buffers.Text;
using RESPite.Messages;

namespace Runnel.Brokers.Redis;

/// <summary>
/// Reads the answer of XREAD straight from its bytes. Values are copied once, many into one array; names that repeat from entry to
/// entry are kept once.
/// </summary>
internal ref struct RespEntries
{
    private RespReader _reader;
    private ByteArena _arena;
    private ReadOnlyMemory<byte>[] _previous;

    private RespEntries(RedisAnswer answer)
    {
        _reader = answer.Read();
        _previous = [];
    }

    /// <summary>
    /// Adds what each request got to <paramref name="found"/>, and disposes the answer. Redis answers in the order of the requests and
    /// leaves out what has nothing new.
    /// </summary>
    public static void Read(RedisAnswer answer, ReadOnlySpan<ReadRequest> requests, IKeyLayout keys, List<PartitionEntries> found)
    {
        using (answer)
        {
            if (!answer.IsNull) new RespEntries(answer).ReadStreams(requests, keys, found);
        }
    }

    private void ReadStreams(ReadOnlySpan<ReadRequest> requests, IKeyLayout keys, List<PartitionEntries> found)
    {
        // RESP3: a map of name and entries, whose length counts both. RESP2: a list of pairs.
        var isMap = _reader.Prefix == RespPrefix.Map;
        var streams = isMap ? _reader.AggregateLength() / 2 : _reader.AggregateLength();
        var at = 0;
        for (var i = 0; i < streams; i++)
        {
            if (!isMap) _reader.MoveNextAggregate();
            _reader.MoveNextScalar();
            at = Find(requests, at, keys);
            _reader.MoveNextAggregate();
            var entries = ReadEntries(requests[at].Count);
            if (entries.Length > 0) found.Add(new PartitionEntries(requests[at].Partition, entries));
            at++;
        }
    }

    private readonly int Find(ReadOnlySpan<ReadRequest> requests, int at, IKeyLayout keys)
    {
        for (; at < requests.Length; at++)
        {
            ReadOnlyMemory<byte> name = (byte[])keys.Stream(requests[at].Partition)!;
            if (_reader.Is(name.Span)) return at;
        }

        throw new BrokerException(BrokerFailure.Refused, $"Redis answered for the key '{_reader.ReadString()}', which was not asked for.");
    }

    private StreamEntry[] ReadEntries(int limit)
    {
        var count = _reader.AggregateLength();
        var entries = new StreamEntry[Math.Min(count, limit)];
        for (var i = 0; i < count; i++)
        {
            _reader.MoveNextAggregate();
            if (i >= limit)
            {
                _reader.SkipChildren();
                continue;
            }

            _reader.MoveNextScalar();
            var id = ReadId();
            _reader.MoveNextAggregate();
            entries[i] = new StreamEntry(id, ReadFields());
        }

        return entries;
    }

    private readonly EntryId ReadId()
    {
        Span<byte> text = stackalloc byte[48];
        text = text[.._reader.CopyTo(text)];
        return Utf8Parser.TryParse(text, out ulong milliseconds, out var dash) && dash < text.Length && text[dash] == '-'
            && Utf8Parser.TryParse(text[(dash + 1)..], out ulong sequence, out var rest) && dash + 1 + rest == text.Length
            ? new EntryId(milliseconds, sequence)
            : throw new BrokerException(
                BrokerFailure.Refused, $"Redis answered with '{_reader.ReadString()}' where an entry id was expected.");
    }

    private RawFields ReadFields()
    {
        var count = _reader.IsNull ? 0 : _reader.AggregateLength();
        var parts = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < count; i++)
        {
            _reader.MoveNextScalar();
            parts[i] = i % 2 == 0 && i < _previous.Length && _reader.Is(_previous[i].Span) ? _previous[i] : Copy();
        }

        _previous = parts;
        return new RawFields(parts);
    }

    private ReadOnlyMemory<byte> Copy()
    {
        var memory = _arena.Take(_reader.ScalarLength(), _reader.ProtocolBytesRemaining);
        _reader.CopyTo(memory.Span);
        return memory;
    }
}
