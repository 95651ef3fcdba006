namespace Runnel.Streams;

/// <summary>The effective settings of one stream.</summary>
internal sealed record StreamOptions
{
    public int PartitionCount { get; init; } = 16;

    public long PartitionSize { get; init; } = 50_000;

    public Retention Retention { get; init; }

    public WhenFull WhenFull { get; init; }

    /// <summary>Whether <see cref="PartitionSize"/> is a limit, above which nothing is appended.</summary>
    public bool IsLimited => Retention == Retention.UntilProcessed && PartitionSize > 0;

    /// <summary>The compressor that settings choose; null: none.</summary>
    public ICompressor? Compressor { get; init; }

    /// <summary>How long a send is tried before it fails.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
