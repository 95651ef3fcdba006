using System.Collections;

namespace Runnel.Processing;

/// <summary>
/// The log scope of one partition: processor, stream, partition and the id in hand. It is opened once and read when something is logged, so
/// that an event that logs nothing pays nothing for it.
/// </summary>
internal sealed class DeliveryScope(string processor, string stream, int partition) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private volatile Delivery? _inHand;

    public int Count => _inHand is null ? 3 : 4;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Processor", processor),
        1 => new("Stream", stream),
        2 => new("Partition", partition),
        3 => new("Id", _inHand?.FirstId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public void Enter(Delivery delivery) => _inHand = delivery;

    public void Leave() => _inHand = null;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        var count = Count;
        for (var i = 0; i < count; i++) yield return this[i];
    }

    public override string ToString() => _inHand is { } delivery ? $"{processor} {stream}/{partition} {delivery.FirstId}" : $"{processor} {stream}/{partition}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
