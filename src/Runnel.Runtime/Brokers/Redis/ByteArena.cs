namespace Runnel.Brokers.Redis;

/// <summary>
/// Memory for the fields of one answer, in chunks: one array for many small values, none so large that it would be collected late.
/// </summary>
internal struct ByteArena
{
    private const int Chunk = 32 * 1024;
    private const int Large = Chunk / 4;

    private Memory<byte> _rest;

    /// <summary>Gives <paramref name="length"/> bytes; <paramref name="atMost"/> may still be asked for in all, these included.</summary>
    public Memory<byte> Take(int length, long atMost)
    {
        if (length > _rest.Length)
        {
            if (length > Large) return new byte[length];
            _rest = new byte[Math.Max(length, (int)Math.Min(Chunk, atMost))];
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
