using System.Buffers;

namespace Runnel.Records;

/// <summary>Records from JSON text that people give, whatever serializer their stream has.</summary>
internal static class JsonRecord
{
    public static T Parse<T>(ReadOnlyMemory<byte> json)
        where T : IRecord<T>
        => Reader<T>.Instance.Deserialize(new ReadOnlySequence<byte>(json));

    private static class Reader<T>
        where T : IRecord<T>
    {
        public static readonly JsonRecordSerializer<T> Instance = new();
    }
}
