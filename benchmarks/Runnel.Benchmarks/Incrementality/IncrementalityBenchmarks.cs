using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Runnel.Benchmarks.Incrementality;

/// <summary>How long the generator takes in an editor: at the start, and for one keystroke, in a program of 1,000 records.</summary>
[MemoryDiagnoser]
[Config(typeof(WithEmittedFiles))]
public class IncrementalityBenchmarks
{
    private readonly OpenProgram _program = new();

    [Benchmark(Baseline = true)]
    public object FirstRun() => _program.RunAll();

    [Benchmark]
    public object KeystrokeInUnrelatedFile() => _program.EditUnrelated();

    [Benchmark]
    public object KeystrokeInRecord() => _program.EditRecord();

    /// <summary>No generator: the part of a keystroke that the compiler needs anyway.</summary>
    [Benchmark]
    public int CompilerAlone() => _program.Declare();

    /// <summary>A column with the number of files that each run emitted.</summary>
    private sealed class WithEmittedFiles : ManualConfig
    {
        public WithEmittedFiles() => AddColumn(new EmittedColumn());
    }

    private sealed class EmittedColumn : IColumn
    {
        private readonly Lazy<OpenProgram> _program = new();

        public string Id => nameof(EmittedColumn);

        public string ColumnName => "Emitted files";

        public string Legend => "Files that the generator emitted (again)";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        {
            var program = _program.Value;
            return benchmarkCase.Descriptor.WorkloadMethod.Name switch
            {
                nameof(FirstRun) => $"{program.Emitted(program.RunAll(), isFirst: true)}",
                nameof(KeystrokeInUnrelatedFile) => $"{program.Emitted(program.EditUnrelated(), isFirst: false)}",
                nameof(KeystrokeInRecord) => $"{program.Emitted(program.EditRecord(), isFirst: false)}",
                _ => "-",
            };
        }
    }
}
