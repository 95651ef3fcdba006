using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Runnel.CommandLine;

namespace Runnel.Tests.Hosting;

/// <summary>Runs <see cref="Till"/> as a program inside the test: own environment, folders, console, signals and logs.</summary>
internal sealed class TillProgram : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public Dictionary<string, string> Environment { get; } = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("runnel-till-").FullName;

    public byte[] Input { get; set; } = [];

    public bool IsTerminal { get; set; }

    public TillScript Script { get; } = new();

    public LogLines Logs { get; } = new();

    /// <summary>The exit codes that a second signal would have ended the process with.</summary>
    public List<int> Exits { get; } = [];

    /// <summary>By which a second signal is told from an echo of the first.</summary>
    public FakeTimeProvider SignalClock { get; } = new();

    public StopSignals? Signals { get; private set; }

    public Action<RunnelApplicationBuilder<Till>> Configure { get; set; } = static _ => { };

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] args) => Build(args).RunAsync();

    public RunnelApplication Build(params string[] args)
    {
        var builder = CreateBuilder(args);
        Configure(builder);
        return builder.Build();
    }

    public RunnelApplicationBuilder<Till> CreateBuilder(params string[] args)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var builder = new RunnelApplicationBuilder<Till>(args, new ApplicationSurroundings
        {
            Console = new CommandConsole
            {
                Output = TextWriter.Synchronized(_output),
                Error = TextWriter.Synchronized(_error),
                OpenInput = () => new UnseekableStream(Input),
                IsTerminal = IsTerminal,
            },
            Environment = () => Environment,
            CreateSignals = () => Signals = new StopSignals(Exits.Add, SignalClock),
            SettingFolders = [Folder],
        });
        builder.Services.AddSingleton(Script);
        builder.Logging.ClearProviders().AddProvider(Logs);
        return builder;
    }

    /// <summary>Writes a file of the program's folder and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;
    }
}
