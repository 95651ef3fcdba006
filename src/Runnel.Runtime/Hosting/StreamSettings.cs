using Runnel.Hosting;

namespace Runnel;

/// <summary>Settings of one stream, set in code: <c>options.Streams["orders"].PartitionCount = 32</c>.</summary>
public sealed class StreamSettings
{
    private readonly CodeSettings _code;
    private readonly string _name;

    internal StreamSettings(CodeSettings code, string name) => (_code, _name) = (code, name);

    /// <summary>How many partitions the stream has: 1 to 65,536. Fixed once the stream holds events.</summary>
    public int PartitionCount { get => _code.Get(SettingTable.PartitionCount, _name); set => _code.Set(SettingTable.PartitionCount, value, _name); }

    /// <summary>
    /// The greatest length of each partition, in events: approximate (<c>MAXLEN ~</c>), or a limit with
    /// <see cref="Retention.UntilProcessed"/>; 0: unbounded.
    /// </summary>
    public long PartitionSize { get => _code.Get(SettingTable.PartitionSize, _name); set => _code.Set(SettingTable.PartitionSize, value, _name); }

    /// <summary>What each partition keeps.</summary>
    public Retention Retention { get => _code.Get(SettingTable.Retention, _name); set => _code.Set(SettingTable.Retention, value, _name); }

    /// <summary>
    /// How long processed events are kept at least: 0 to ten years of 365 days; with <see cref="Retention.UntilProcessed"/> only.
    /// </summary>
    public TimeSpan RetentionAge { get => _code.Get(SettingTable.RetentionAge, _name); set => _code.Set(SettingTable.RetentionAge, value, _name); }

    /// <summary>What becomes of a send to a partition that is full; with <see cref="Retention.UntilProcessed"/> only.</summary>
    public WhenFull WhenFull { get => _code.Get(SettingTable.WhenFull, _name); set => _code.Set(SettingTable.WhenFull, value, _name); }

    /// <summary>The compressor of structured records: <c>none</c>, <c>gzip</c>, <c>brotli</c> or <c>lz4</c>; a compressor type in the attribute stays.</summary>
    public string Compressor { get => _code.Get(SettingTable.Compressor, _name); set => _code.Set(SettingTable.Compressor, value, _name); }
}
