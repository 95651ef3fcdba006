using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runnel.Speed.Tests;

/// <summary>Encodes and decodes one record in turn with Runnel's codec and System.Text.Json's source generation, on the same buffers.</summary>
public sealed class CodecRounds : IDisposable
{
    /// <summary>Calls of a turn: so few that many a turn ends before the system gives the core to another program.</summary>
    private const int Calls = 100;

    private const int LeastRounds = 500;
    private const int MostRounds = 10_000;

    /// <summary>The compiler makes fast code of what was called often, some time after.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

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
        for (var round = 0; round < LeastRounds || (round < MostRounds && !(Encoding.IsEnough && Decoding.IsEnough)); round++) RunRound(counts: true);
    }

    internal Ratio Encoding { get; } = new(0.45);

    internal Ratio Decoding { get; } = new(1);

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
        var started = Stopwatch.GetTimestamp();
        for (var call = 0; call < Calls; call++) action();
        return Calls / Stopwatch.GetElapsedTime(started).TotalSeconds;
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
