using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace Runnel.Benchmarks;

/// <summary>A structured record to JSON and back: generated code beside System.Text.Json's source generation, on the same buffers.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class StructuredCodecBenchmarks : IDisposable
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly JsonRecordSerializer<Order> _serializer = new();
    private readonly byte[] _json = JsonSerializer.SerializeToUtf8Bytes(Order.Sample, SampleJson.Default.Order);
    private Utf8JsonWriter _writer = null!;

    [GlobalSetup]
    public void SetUp() => _writer = new Utf8JsonWriter(_output);

    [GlobalCleanup]
    public void Dispose()
    {
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("encode")]
    public int EncodeSystemTextJson()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        JsonSerializer.Serialize(_writer, Order.Sample, SampleJson.Default.Order);
        return _output.WrittenCount;
    }

    [Benchmark, BenchmarkCategory("encode")]
    public int EncodeRunnel()
    {
        _output.ResetWrittenCount();
        _serializer.Serialize(Order.Sample, _output);
        return _output.WrittenCount;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("decode")]
    public Order DecodeSystemTextJson() => JsonSerializer.Deserialize(_json, SampleJson.Default.Order)!;

    [Benchmark, BenchmarkCategory("decode")]
    public Order DecodeRunnel() => _serializer.Deserialize(new ReadOnlySequence<byte>(_json));
}
