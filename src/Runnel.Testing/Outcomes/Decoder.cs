using Runnel.Contracts;

namespace Runnel.Testing;

/// <summary>Decodes events of an app's streams, whatever their records: without reflection, by what each stream's declaration knows.</summary>
internal sealed class Decoder
{
    private readonly Dictionary<string, Func<RawFields, object>> _streams = new(StringComparer.Ordinal);

    /// <summary>Learns the streams; those of any one worker decode for all.</summary>
    public void Learn(IEnumerable<EventStream> streams)
    {
        lock (_streams)
        {
            foreach (var stream in streams)
            {
                var visitor = new Visitor(stream);
                stream.Descriptor.Accept(visitor);
                _streams[stream.Name] = visitor.Decode;
            }
        }
    }

    public IReadOnlyList<StreamEvent> Decode(IReadOnlyList<RawEvent> events) => [.. events.Select(Decode)];

    public StreamEvent Decode(RawEvent raw)
    {
        var (record, error) = TryDecode(raw.Stream, raw.Fields);
        return new StreamEvent(raw.Stream, raw.Partition, raw.Id, record) { Raw = raw, DecodeError = error };
    }

    /// <summary>What cannot be decoded is told apart by the exception: a test may be about exactly that.</summary>
    public (object? Record, Exception? Error) TryDecode(string stream, RawFields fields)
    {
        Func<RawFields, object> decode;
        lock (_streams) decode = _streams[stream];
        try
        {
            return (decode(fields), null);
        }
        catch (Exception error)
        {
            return (null, error);
        }
    }

    private sealed class Visitor(EventStream stream) : IStreamVisitor
    {
        public Func<RawFields, object> Decode { get; private set; } = null!;

        public void Visit<T>(StreamDescriptor<T> descriptor)
            where T : IRecord<T> => Decode = fields => ((EventStream<T>)stream).Decode(fields);
    }
}
