namespace Runnel;

/// <summary>
/// Hashes partition keys. The partition is the hash modulo the partition count, so two programs that send to one stream must hash alike.
/// Used from many threads at once.
/// </summary>
public interface IPartitionHasher
{
    /// <summary>The name recorded in the app's declaration, so that a worker that hashes otherwise is refused.</summary>
    string Name { get; }

    /// <summary>Hashes a key.</summary>
    /// <param name="key">The key's canonical UTF-8 text: integers in decimal, strings as they are, bytes raw.</param>
    /// <returns>The hash.</returns>
    ulong Hash(ReadOnlySpan<byte> key);
}
