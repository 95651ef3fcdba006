using System.Buffers;
using System.Globalization;
using System.Text;
using RESPite.Messages;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>An answer as its bytes; to be disposed of once.</summary>
internal sealed class RedisAnswer : IDisposable
{
    private readonly RespResult? _received;
    private readonly byte[]? _written;

    public RedisAnswer(RespResult received) => _received = received;

    /// <summary>An answer that the client has decoded already: the way by which it follows redirections gives no bytes.</summary>
    public RedisAnswer(RedisResult decoded)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, decoded);
        _written = buffer.WrittenSpan.ToArray();
    }

    public bool IsNull => _received?.IsNull ?? Read().IsNull;

    public RespReader Read()
    {
        if (_received is not null) return _received.Read();
        var reader = new RespReader(_written);
        reader.MoveNext();
        return reader;
    }

    public RespReader ReadScalar() => Read();

    public void Dispose() => _received?.Dispose();

    private static void Write(ArrayBufferWriter<byte> buffer, RedisResult decoded)
    {
        if (decoded.IsNull) Line(buffer, "_");
        else if (decoded.Resp3Type is ResultType.Map) WriteChildren(buffer, '%', decoded.Length / 2, decoded);
        else if (decoded.Resp2Type is ResultType.Array) WriteChildren(buffer, '*', decoded.Length, decoded);
        else if (decoded.Resp2Type is ResultType.Integer) Line(buffer, string.Create(CultureInfo.InvariantCulture, $":{(long)decoded}"));
        else
        {
            var value = (byte[])decoded!;
            Line(buffer, string.Create(CultureInfo.InvariantCulture, $"${value.Length}"));
            buffer.Write(value);
            Line(buffer, "");
        }
    }

    private static void WriteChildren(ArrayBufferWriter<byte> buffer, char prefix, int count, RedisResult decoded)
    {
        Line(buffer, string.Create(CultureInfo.InvariantCulture, $"{prefix}{count}"));
        for (var i = 0; i < decoded.Length; i++) Write(buffer, decoded[i]);
    }

    private static void Line(ArrayBufferWriter<byte> buffer, string text) => buffer.Write(Encoding.ASCII.GetBytes($"{text}\r\n"));
}
