using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace Runnel.Benchmarks;

/// <summary>A flat record to stream fields and back, beside the same record as JSON by System.Text.Json's source generation.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class PrimitiveCodecBenchmarks
{
    private readonly PrimitiveCodec<Reading> _codec = new();
    private readonly byte[] _json = JsonSerializer.SerializeToUtf8Bytes(Reading.Sample, SampleJson.Default.Reading);
    private RawFields _fields;

    [GlobalSetup]
    public void SetUp() => _fields = _codec.Encode(Reading.Sample);

    [Benchmark(Baseline = true), BenchmarkCategory("encode")]
    public byte[] EncodeSystemTextJson() => JsonSerializer.SerializeToUtf8Bytes(Reading.Sample, SampleJson.Default.Reading);

    [Benchmark, BenchmarkCategory("encode")]
    public RawFields EncodeRunnel() => _codec.Encode(Reading.Sample);

    [Benchmark(Baseline = true), BenchmarkCategory("decode")]
    public Reading DecodeSystemTextJson() => JsonSerializer.Deserialize(_json, SampleJson.Default.Reading)!;

    [Benchmark, BenchmarkCategory("decode")]
    public Reading DecodeRunnel() => _codec.Decode(_fields);
}
