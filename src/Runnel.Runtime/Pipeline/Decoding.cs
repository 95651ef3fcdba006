namespace Runnel.Pipeline;

/// <summary>From deliveries to records.</summary>
internal static class Decoding
{
    /// <summary>Decodes a whole delivery; the first event that cannot be decoded fails all of it.</summary>
    public static T[] DecodeAll<T>(this EventStream<T> stream, Delivery delivery)
        where T : IRecord<T>
    {
        var events = delivery.Events;
        var records = new T[events.Count];
        for (var i = 0; i < records.Length; i++)
        {
            var raw = events[i];
            records[i] = stream.Decode(in raw);
        }

        return records;
    }
}
