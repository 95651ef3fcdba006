namespace Runnel;

/// <summary>The events of one partition, as the loop shape enumerates them.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class Events<T>
    where T : IRecord<T>
{
    internal Events()
    {
    }
}
