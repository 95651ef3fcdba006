using StackExchange.Redis;

namespace Runnel.LoadTest;

/// <summary>The event that is sent and consumed: small and flat.</summary>
/// <param name="Sensor">The partition key.</param>
/// <param name="Number">0, 1, 2 …</param>
/// <param name="Sent">When, as a timestamp of this process' clock; 0 where nobody asks.</param>
[Record(Primitive = true)]
internal sealed partial record Reading(int Sensor, long Number, long Sent)
{
    public const int Sensors = 10_000;

    /// <summary>Reads one as a hand-written loop would.</summary>
    public static Reading From(StreamEntry entry) => new((int)entry["sensor"], (long)entry["number"], (long)entry["sent"]);

    /// <summary>Fails unless the sum is that of numbers 0 to <paramref name="events"/> - 1: every event was decoded, once.</summary>
    public static void Check(long sum, int events)
    {
        var expected = (long)events * (events - 1) / 2;
        if (sum != expected) throw new InvalidOperationException($"The numbers add up to {sum}, not {expected}: an event was lost or came twice.");
    }
}

/// <summary>The same as a structured record, which is stored as JSON.</summary>
[Record]
internal sealed partial record StructuredReading(int Sensor, long Number, long Sent);
