namespace Runnel.Partitioning;

/// <summary>From a key's hash to its partition. A contract: changing it would send a key's later events past its earlier ones.</summary>
internal static class PartitionMap
{
    public static int Of(ulong hash, int partitionCount) => (int)(hash % (uint)partitionCount);
}
