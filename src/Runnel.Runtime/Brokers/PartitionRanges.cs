namespace Runnel.Brokers;

/// <summary>Numbers of partitions for people: <c>0-3 7</c>.</summary>
internal static class PartitionRanges
{
    /// <summary>The text; <c>none</c> where there are none.</summary>
    /// <param name="numbers">In ascending order.</param>
    public static string Of(int[] numbers)
    {
        var ranges = new List<string>();
        for (var first = 0; first < numbers.Length;)
        {
            var last = first;
            while (last + 1 < numbers.Length && numbers[last + 1] == numbers[last] + 1) last++;
            ranges.Add(last == first ? $"{numbers[first]}" : $"{numbers[first]}-{numbers[last]}");
            first = last + 1;
        }

        return ranges.Count == 0 ? "none" : string.Join(' ', ranges);
    }
}
