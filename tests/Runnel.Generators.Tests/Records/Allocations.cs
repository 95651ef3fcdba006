namespace Runnel.Generators.Tests.Records;

internal static class Allocations
{
    /// <summary>Where things are kept that must not be made on the stack.</summary>
    public static object? Kept { get; set; }

    /// <summary>What one call allocates in the end: code that was compiled in haste boxes what better compiled code does not.</summary>
    public static long Of(Action action, long expected = 0)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 300 && least > expected; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) action();
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / 1000);
            if (least > expected) Thread.Sleep(100); // The better compiler works in the background, once the hasty one has had nothing to do for a while.
        }

        return least;
    }
}
