namespace Runnel.Telemetry;

/// <summary>What one processor of this process has in hand at this moment; asked whenever somebody measures, from any thread.</summary>
internal interface IPartitionFigures
{
    string Stream { get; }

    string Processor { get; }

    int PartitionCount { get; }

    /// <summary>How many events of a partition were fetched and wait to be handed out; -1: this worker does not have its lease.</summary>
    int BufferedIn(int partition);
}
