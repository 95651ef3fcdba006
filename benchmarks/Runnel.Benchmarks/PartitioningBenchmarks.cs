using System.IO.Hashing;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace Runnel.Benchmarks;

/// <summary>From a partition key to its hash, beside the bare hash of bytes that are at hand.</summary>
[MemoryDiagnoser]
public class PartitioningBenchmarks
{
    private const string Text = "customer-4711";

    private readonly XxHash64Hasher _hasher = new();
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(Text);
    private readonly Guid _guid = new("0193b0f0-7b7a-7c3e-8d3c-1f2e3d4c5b6a");

    [Benchmark(Baseline = true)]
    public ulong BareHash() => XxHash64.HashToUInt64(_bytes);

    [Benchmark]
    public ulong StringKey() => PartitionKeys.Hash(_hasher, Text);

    [Benchmark]
    public ulong IntegerKey() => PartitionKeys.Hash(_hasher, 4711);

    [Benchmark]
    public ulong GuidKey() => PartitionKeys.Hash(_hasher, _guid);
}
