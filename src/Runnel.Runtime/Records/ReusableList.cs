using System.ComponentModel;

namespace Runnel.Records;

/// <summary>
/// A thread's own list, in which emitted code gathers the elements of an array before it knows how many there are: decoding allocates the
/// array and no more. A list inside a list of the same elements is a new one.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ReusableList
{
    /// <summary>What one long array grew beyond this is left to the garbage collector, so that a thread does not keep it for ever.</summary>
    private const int LargestKept = 1024;

    /// <summary>Takes an empty list.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <returns>The list.</returns>
    public static List<T> Take<T>()
    {
        if (Rest<T>.Mine is not { } list) return [];
        Rest<T>.Mine = null;
        return list;
    }

    /// <summary>Copies a list's elements to an array and gives the list back.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="list">The list, of which the caller lets go.</param>
    /// <returns>The array.</returns>
    public static T[] ToArray<T>(List<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        var array = list.ToArray();
        if (list.Capacity > LargestKept) return array;
        list.Clear();
        Rest<T>.Mine = list;
        return array;
    }

    /// <summary>Where a list rests.</summary>
    private static class Rest<T>
    {
        [ThreadStatic]
        public static List<T>? Mine;
    }
}
