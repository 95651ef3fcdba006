namespace Runnel.Partitioning;

/// <summary>A partition key is null. The stream, which knows the record and its own name, turns it into an exception that says both.</summary>
internal sealed class MissingPartitionKeyException() : ArgumentException("The partition key is null.");
