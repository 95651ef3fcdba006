using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Runnel.CommandLine;
using Runnel.Contracts;

namespace Runnel.Tests.Hosting;

/// <summary>Runs an app as a program inside the test: own environment, folders, console, signals and logs.</summary>
internal abstract class TestProgram<TApp> : IDisposable
    where TApp : class, IRunnelApp<TApp>
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    /// <summary>What is printed may be read meanwhile; these lock themselves.</summary>
    private readonly TextWriter _outputWriter;
    private readonly TextWriter _errorWriter;

    protected TestProgram() => (_outputWriter, _errorWriter) = (TextWriter.Synchronized(_output), TextWriter.Synchronized(_error));

    public Dictionary<string, string> Environment { get; } = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("runnel-app-").FullName;

    public byte[] Input { get; set; } = [];

    public bool IsTerminal { get; set; }

    /// <summary>What a command draws on where <see cref="IsTerminal"/>.</summary>
    public TestTerminal Terminal { get; } = new();

    public LogLines Logs { get; } = new();

    /// <summary>The exit codes that a second signal would have ended the process with.</summary>
    public List<int> Exits { get; } = [];

    /// <summary>By which a second signal is told from an echo of the first.</summary>
    public FakeTimeProvider SignalClock { get; } = new();

    public StopSignals? Signals { get; private set; }

    public Action<RunnelApplicationBuilder<TApp>> Configure { get; set; } = static _ => { };

    public string Output
    {
        get
        {
            lock (_outputWriter) return _output.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (_errorWriter) return _error.ToString();
        }
    }

    public Task<int> RunAsync(params string[] args) => Build(args).RunAsync();

    public RunnelApplication Build(params string[] args)
    {
        var builder = CreateBuilder(args);
        Configure(builder);
        return builder.Build();
    }

    public RunnelApplicationBuilder<TApp> CreateBuilder(params string[] args)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var builder = new RunnelApplicationBuilder<TApp>(args, new ApplicationSurroundings
        {
            Console = new CommandConsole
            {
                Output = _outputWriter,
                Error = _errorWriter,
                OpenInput = () => new UnseekableStream(Input),
                IsTerminal = IsTerminal,
                CanAsk = IsTerminal,
                Terminal = Terminal,
            },
            Environment = () => Environment,
            CreateSignals = () => Signals = new StopSignals(Exits.Add, SignalClock),
            SettingFolders = [Folder],
        });
        AddServices(builder.Services);
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

    protected abstract void AddServices(IServiceCollection services);

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;
    }
}
