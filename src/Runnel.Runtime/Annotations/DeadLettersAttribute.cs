namespace Runnel;

/// <summary>
/// Marks a <c>partial</c> property of an app as the sink for failed events of another stream of the app: a stream named
/// <c>dead.&lt;source&gt;</c> with one partition. Its type is <c>EventStream&lt;Dead&gt;</c>, or, for a primitive source, an
/// <c>EventStream</c> of the same record (there, an event that cannot be decoded fails again).
/// </summary>
/// <param name="source">The property of the source stream: <c>nameof(Actions)</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DeadLettersAttribute(string source) : Attribute
{
    /// <summary>The property of the source stream.</summary>
    public string Source { get; } = source;

    /// <summary>The approximate greatest length of the sink (<c>MAXLEN ~</c>), up to 1,000,000,000,000; 0: unbounded. Default: the setting <c>DefaultPartitionSize</c>.</summary>
    public long PartitionSize { get; set; }

    /// <summary>
    /// What the sink keeps. With <see cref="Retention.UntilProcessed"/> no dead letter is ever trimmed that a processor of the sink has not
    /// settled; while the sink is full, the partitions that have one to add wait. Default: the setting <c>DefaultRetention</c>.
    /// </summary>
    public Retention Retention { get; set; }
}
