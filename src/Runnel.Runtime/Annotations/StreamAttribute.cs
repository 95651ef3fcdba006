namespace Runnel;

/// <summary>Marks a <c>partial</c> property of type <c>EventStream&lt;T&gt;</c> of an app as one of its streams.</summary>
/// <param name="name">The stream's name: 1 to 200 characters, none of <c>{ } :</c> and no white space. One name has one record type.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StreamAttribute(string name) : Attribute
{
    /// <summary>The stream's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The partition key: the name of a property of the record (a computed one too) or of a static method of the app that takes the
    /// record. Events of equal key are handled in the order they were sent.
    /// </summary>
    public string PartitionBy { get; set; } = "";

    /// <summary>How many partitions the stream has, 1 to 65,536: the greatest parallelism of its processors. Default: the setting <c>DefaultPartitionCount</c>.</summary>
    public int PartitionCount { get; set; }

    /// <summary>
    /// The greatest length of each partition, up to 1,000,000,000,000: approximate (<c>MAXLEN ~</c>), or a limit with
    /// <see cref="Retention.UntilProcessed"/>;
    /// 0: unbounded. Default: the setting <c>DefaultPartitionSize</c>.
    /// </summary>
    public long PartitionSize { get; set; }

    /// <summary>
    /// What each partition keeps: its newest events, or all that a processor has not settled. Default: the setting
    /// <c>DefaultRetention</c>.
    /// </summary>
    public Retention Retention { get; set; }

    /// <summary>
    /// How long processed events are kept at least, in seconds, 0 to 315,360,000 (ten years); with <see cref="Retention.UntilProcessed"/>
    /// only. Default: the setting <c>DefaultRetentionAgeSeconds</c>.
    /// </summary>
    public double RetentionAgeSeconds { get; set; }

    /// <summary>
    /// What becomes of a send to a partition that is full; with <see cref="Retention.UntilProcessed"/> only. Default: the setting
    /// <c>DefaultWhenFull</c>.
    /// </summary>
    public WhenFull WhenFull { get; set; }

    /// <summary>An open generic type that implements <c>ISerializer&lt;T&gt;</c>, such as <c>typeof(Mine&lt;&gt;)</c>; structured records only. Default: JSON.</summary>
    public Type? Serializer { get; set; }

    /// <summary>A type that implements <c>ICompressor</c>; structured records only. Default: the setting <c>DefaultCompressor</c>.</summary>
    public Type? Compressor { get; set; }

    /// <summary>A type that implements <c>IPartitionHasher</c>. Default: XxHash64.</summary>
    public Type? Hasher { get; set; }
}
