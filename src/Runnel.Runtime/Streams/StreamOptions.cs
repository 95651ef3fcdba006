namespace Runnel.Streams;

/// <summary>The effective settings of one stream.</summary>
internal sealed record StreamOptions
{
    public int PartitionCount { get; init; } = 16;

    public long PartitionSize { get; init; } = 50_000;

    /// <summary>The compressor that settings choose; null: none.</summary>
    public ICompressor? Compressor { get; init; }

    /// <summary>How long a send is tried before it fails.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
