namespace Runnel.Records;

/// <summary>The built-in compressors by the names that settings use.</summary>
internal static class Compressors
{
    /// <summary>The most that one event may decompress to: 512 MiB, as much as Redis stores in one value.</summary>
    public const long DecompressedLimit = 512L * 1024 * 1024;

    /// <summary>What a setting may say.</summary>
    public static IReadOnlyList<string> Names { get; } = ["none", "gzip", "brotli", "lz4"];

    /// <summary>Finds a compressor by name, case ignored.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="compressor">The compressor; null for <c>none</c>.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryGet(string name, out ICompressor? compressor)
    {
        compressor = name.ToUpperInvariant() switch
        {
            "GZIP" => new Gzip(),
            "BROTLI" => new Brotli(),
            "LZ4" => new Lz4(),
            _ => null,
        };
        return compressor is not null || name.Equals("none", StringComparison.OrdinalIgnoreCase);
    }
}
