using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runnel.Speed.Tests;

/// <summary>Encodes and decodes one record in turn with Runnel's codec and System.Text.Json's source generation, on the same buffers.</summary>
public sealed class CodecRounds : IDisposable
{
    private const int Rounds = 25;

    /// <summary>The compiler makes fast code of what was called often, some time after.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly JsonRecordSerializer<Bill> _serializer = new();
    private readonly Utf8JsonWriter _writer;
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly byte[] _json;

    public CodecRounds()
    {
        // As Runnel writes: text beyond ASCII as it is, and nothing checked twice.
        _writer = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        EncodeByPlatform();
        _json = _output.WrittenSpan.ToArray();
        _sequence = new ReadOnlySequence<byte>(_json);
        EncodeByRunnel();
        if (!_output.WrittenSpan.SequenceEqual(_json)) throw new InvalidOperationException("The two sides write different bytes.");

        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < WarmUp) RunRound(counts: false);
        for (var round = 0; round < Rounds; round++) RunRound(counts: true);
    }

    internal Ratios Encoding { get; } = new();

    internal Ratios Decoding { get; } = new();

    public void Dispose() => _writer.Dispose();

    private void RunRound(bool counts)
    {
        var (encode, encodeByPlatform) = (Rate(EncodeByRunnel), Rate(EncodeByPlatform));
        var (decode, decodeByPlatform) = (Rate(DecodeByRunnel), Rate(DecodeByPlatform));
        if (!counts) return;
        Encoding.Add(encode, encodeByPlatform);
        Decoding.Add(decode, decodeByPlatform);
    }

    /// <summary>Calls per second.</summary>
    private static double Rate(Action action)
    {
        const int AtOnce = 100;
        var started = Stopwatch.GetTimestamp();
        for (var calls = AtOnce; ; calls += AtOnce)
        {
            for (var call = 0; call < AtOnce; call++) action();
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed > Turn) return calls / elapsed.TotalSeconds;
        }
    }

    private void EncodeByRunnel()
    {
        _output.ResetWrittenCount();
        _serializer.Serialize(Bill.Example, _output);
    }

    private void EncodeByPlatform()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        JsonSerializer.Serialize(_writer, Bill.Example, BillJson.Default.Bill);
    }

    private void DecodeByRunnel() => _serializer.Deserialize(_sequence);

    private void DecodeByPlatform() => JsonSerializer.Deserialize(_json, BillJson.Default.Bill);
}
