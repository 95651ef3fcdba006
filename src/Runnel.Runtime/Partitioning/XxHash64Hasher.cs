using System.IO.Hashing;

namespace Runnel;

/// <summary>The default hasher: XxHash64 with seed 0, as the reference implementation computes it, the same on every machine.</summary>
public sealed class XxHash64Hasher : IPartitionHasher
{
    /// <inheritdoc/>
    public string Name => "xxhash64";

    internal static XxHash64Hasher Instance { get; } = new();

    /// <inheritdoc/>
    public ulong Hash(ReadOnlySpan<byte> key) => XxHash64.HashToUInt64(key);
}
