namespace Runnel.Pipeline;

/// <summary>How a loop wants its events: the demand that each ask makes, and the form in which a delivery becomes the loop's item.</summary>
internal abstract class EventView(HandOff handOff, Demand demand)
{
    public HandOff HandOff => handOff;

    public Demand Demand => demand;

    /// <summary>Whether user code gets hold of the <see cref="Delivery"/>, so that it must not be used again.</summary>
    public virtual bool ExposesDelivery => false;

    /// <summary>Makes a delivery the current item, decoding it where the view is of records.</summary>
    /// <exception cref="RecordFormatException">It cannot be decoded; the loop has not seen it.</exception>
    public abstract void Load(Delivery delivery);
}

/// <inheritdoc/>
internal abstract class EventView<TItem>(HandOff handOff, Demand demand) : EventView(handOff, demand)
{
    public TItem Current { get; protected set; } = default!;
}

internal sealed class RawView(HandOff handOff) : EventView<RawEvent>(handOff, Demand.One)
{
    public override void Load(Delivery delivery) => Current = delivery.First;
}

internal sealed class RecordView<T>(HandOff handOff, EventStream<T> stream) : EventView<T>(handOff, Demand.One)
    where T : IRecord<T>
{
    public override void Load(Delivery delivery) => Current = stream.Decode(in delivery.First);
}

internal sealed class RecordContextView<T>(HandOff handOff, EventStream<T> stream)
    : EventView<(T Record, EventContext Context)>(handOff, Demand.One)
    where T : IRecord<T>
{
    public override bool ExposesDelivery => true;

    public override void Load(Delivery delivery) => Current = (stream.Decode(in delivery.First), new EventContext(delivery));
}

internal sealed class RawBatchView(HandOff handOff, Demand demand) : EventView<IReadOnlyList<RawEvent>>(handOff, demand)
{
    public override void Load(Delivery delivery) => Current = delivery.Events;
}

internal sealed class RecordBatchView<T>(HandOff handOff, Demand demand, EventStream<T> stream) : EventView<IReadOnlyList<T>>(handOff, demand)
    where T : IRecord<T>
{
    public override void Load(Delivery delivery) => Current = stream.DecodeAll(delivery);
}

internal sealed class RecordBatchContextView<T>(HandOff handOff, Demand demand, EventStream<T> stream)
    : EventView<(IReadOnlyList<T> Records, EventContext Context)>(handOff, demand)
    where T : IRecord<T>
{
    public override bool ExposesDelivery => true;

    public override void Load(Delivery delivery) => Current = (stream.DecodeAll(delivery), new EventContext(delivery));
}
