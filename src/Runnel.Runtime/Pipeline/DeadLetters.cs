namespace Runnel;

/// <summary>From dead letters back to records.</summary>
public static class DeadLetters
{
    /// <summary>Decodes the event that a dead letter holds.</summary>
    /// <typeparam name="T">The record of the stream it came from.</typeparam>
    /// <param name="stream">The stream it came from.</param>
    /// <param name="dead">The dead letter.</param>
    /// <returns>The record.</returns>
    /// <exception cref="RecordFormatException">It cannot be decoded (that may be why it died).</exception>
    public static T Decode<T>(this EventStream<T> stream, Dead dead)
        where T : IRecord<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dead);
        return stream.Decode(dead.ToRawFields());
    }
}
