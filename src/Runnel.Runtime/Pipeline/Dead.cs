namespace Runnel;

/// <summary>
/// A dead letter: an event that a processor gave up on, with its fields as they are stored (decoding may be what failed), where it came
/// from and why. A batch that failed gives one for each of its events. <c>Actions.Decode(dead)</c> gives the record back.
/// </summary>
/// <param name="Stream">The name of the stream it came from.</param>
/// <param name="Partition">The partition it came from.</param>
/// <param name="Id">Its id there, as text; see <see cref="EntryId"/>.</param>
/// <param name="At">When it was given up, by the worker's clock.</param>
/// <param name="Processor">The name of the processor that gave it up.</param>
/// <param name="Attempts">How often it was tried, the first time included.</param>
/// <param name="ExceptionType">The type of the exception, with its namespace.</param>
/// <param name="ExceptionMessage">The exception's message.</param>
/// <param name="StackTrace">Where it was thrown, and its inner exceptions; null where that is not known.</param>
/// <param name="Fields">The event's fields as they are stored.</param>
[Record]
public partial record Dead(
    string Stream,
    int Partition,
    string Id,
    DateTimeOffset At,
    string Processor,
    int Attempts,
    string ExceptionType,
    string ExceptionMessage,
    string? StackTrace,
    IReadOnlyList<DeadField> Fields)
{
    /// <summary>The event's id in the stream it came from: with <see cref="Stream"/>, <see cref="Partition"/> and <see cref="Processor"/> it tells a repeated dead letter.</summary>
    [NotStored]
    public EntryId EntryId => EntryId.Parse(Id);

    /// <summary>The event's fields in the form in which streams hold them.</summary>
    /// <returns>The fields, byte for byte.</returns>
    public RawFields ToRawFields()
    {
        var namesAndValues = new ReadOnlyMemory<byte>[Fields.Count * 2];
        for (var i = 0; i < Fields.Count; i++)
        {
            namesAndValues[2 * i] = Fields[i].Name;
            namesAndValues[(2 * i) + 1] = Fields[i].Value;
        }

        return new RawFields(namesAndValues);
    }

    internal static Dead Of(Delivery delivery, in RawEvent raw, Exception error, DateTimeOffset at)
    {
        var fields = new DeadField[raw.Fields.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = new DeadField(raw.Fields.NameAt(i), raw.Fields.ValueAt(i));
        return new Dead(
            raw.Stream, raw.Partition, raw.Id.ToString(), at, delivery.Processor, delivery.Attempt,
            error.GetType().ToString(), error.Message, error.ToString(), fields);
    }
}

/// <summary>One stored field of a dead letter's event; in JSON both are base64, since they may be any bytes.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">The field's value.</param>
[Record]
public partial record DeadField(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
