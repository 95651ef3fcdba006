using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;

namespace Runnel.Benchmarks;

/// <summary>
/// A structured record to JSON and back, small, medium and large: generated code beside System.Text.Json's source generation and its
/// reflection, on the same buffers.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
[GenericTypeArguments(typeof(Tap))]
[GenericTypeArguments(typeof(Order))]
[GenericTypeArguments(typeof(Invoice))]
public class StructuredCodecBenchmarks<T> : IDisposable
    where T : IRecord<T>, ISample<T>
{
    private static readonly JsonSerializerOptions Reflection = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly JsonRecordSerializer<T> _serializer = new();
    private readonly JsonTypeInfo<T> _generated = (JsonTypeInfo<T>)SampleJson.Default.GetTypeInfo(typeof(T))!;
    private readonly T _sample = T.Sample;
    private byte[] _json = [];
    private Utf8JsonWriter _writer = null!;

    [GlobalSetup]
    public void SetUp()
    {
        // As Runnel writes: text beyond ASCII as it is, and nothing checked twice.
        _writer = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        EncodeSourceGeneration();
        _json = _output.WrittenSpan.ToArray();
        _output.ResetWrittenCount();
        _serializer.Serialize(_sample, _output);
        if (!_output.WrittenSpan.SequenceEqual(_json)) throw new InvalidOperationException($"{typeof(T).Name} is encoded in two ways.");
        Console.WriteLine($"// {typeof(T).Name}: {_json.Length} bytes");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("encode")]
    public int EncodeSourceGeneration()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        JsonSerializer.Serialize(_writer, _sample, _generated);
        return _output.WrittenCount;
    }

    [Benchmark, BenchmarkCategory("encode")]
    public int EncodeReflection()
    {
        _output.ResetWrittenCount();
        _writer.Reset(_output);
        JsonSerializer.Serialize(_writer, _sample, Reflection);
        return _output.WrittenCount;
    }

    [Benchmark, BenchmarkCategory("encode")]
    public int EncodeRunnel()
    {
        _output.ResetWrittenCount();
        _serializer.Serialize(_sample, _output);
        return _output.WrittenCount;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("decode")]
    public T DecodeSourceGeneration() => JsonSerializer.Deserialize(_json, _generated)!;

    [Benchmark, BenchmarkCategory("decode")]
    public T DecodeReflection() => JsonSerializer.Deserialize<T>(_json, Reflection)!;

    [Benchmark, BenchmarkCategory("decode")]
    public T DecodeRunnel() => _serializer.Deserialize(new ReadOnlySequence<byte>(_json));
}
