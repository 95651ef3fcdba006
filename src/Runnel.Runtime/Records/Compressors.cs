using System.Diagnostics.CodeAnalysis;

namespace Runnel.Records;

/// <summary>The built-in compressors by the names that settings use.</summary>
internal static class Compressors
{
    /// <summary>The most that one event may decompress to: 512 MiB, as much as Redis stores in one value.</summary>
    public const long DecompressedLimit = 512L * 1024 * 1024;

    private const string Switch = "Runnel.Compressors.BySetting";

    /// <summary>
    /// Whether settings may choose one. Where a project sets <c>RunnelCompressors</c> to false, the native compiler leaves out all that its code
    /// does not name, which is a megabyte: see Runnel.targets.
    /// </summary>
    [FeatureSwitchDefinition(Switch)]
    public static bool AreChosenBySettings => !AppContext.TryGetSwitch(Switch, out var isOn) || isOn;

    /// <summary>What a setting may say.</summary>
    public static IReadOnlyList<string> Names { get; } = ["none", "gzip", "brotli", "lz4"];

    /// <summary>Finds a compressor by name, case ignored.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="compressor">The compressor; null for <c>none</c>.</param>
    /// <returns>Whether the name is known, and the program holds it.</returns>
    public static bool TryGet(string name, out ICompressor? compressor)
    {
        compressor = null;
        if (AreChosenBySettings)
        {
            compressor = name.ToUpperInvariant() switch
            {
                "GZIP" => new Gzip(),
                "BROTLI" => new Brotli(),
                "LZ4" => new Lz4(),
                _ => null,
            };
        }

        return compressor is not null || name.Equals("none", StringComparison.OrdinalIgnoreCase);
    }
}
