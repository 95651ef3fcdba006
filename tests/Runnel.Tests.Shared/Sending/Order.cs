using Xunit;

namespace Runnel.Tests.Sending;

/// <summary>Makes records whose order can be checked, and checks it.</summary>
internal static class Order
{
    /// <summary>Keys in turn, each with its numbers from 0 up.</summary>
    public static IEnumerable<Numbered> Records(int keys, int each)
    {
        for (var number = 0; number < each; number++)
        {
            for (var key = 0; key < keys; key++) yield return new Numbered($"key {key}", number);
        }
    }

    /// <summary>Each key has each of its numbers once, ascending.</summary>
    public static void IsKept(List<Numbered> stored, int keys, int each)
    {
        var byKey = stored.ToLookup(record => record.Key);
        Assert.Equal(keys, byKey.Count);
        foreach (var key in byKey) Assert.Equal(Enumerable.Range(0, each).Select(number => (long)number), key.Select(record => record.Number));
    }
}
