using System.Text;
using Runnel.Aot.Tests;
using Runnel.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(Build))]

namespace Runnel.Aot.Tests;

/// <summary>
/// Runs the .NET SDK: publishes samples natively, packs the library and the template and makes a native program of them, each once per
/// run, one after the other. Everything goes to artifacts/aot, so that the solution's own build is left as it is.
/// </summary>
public sealed class Build : IDisposable
{
    /// <summary>Compiling everything to native code on two busy cores takes minutes.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, NativeProgram> _published = [];
    private readonly HashSet<string> _built = [];
    private Package? _package;
    private Consumer? _firstProgram;

    public static string Root { get; } = FindRoot();

    private static string Artifacts => Path.Combine(Root, "artifacts", "aot");

    /// <summary>A sample as one native file. Any warning of the native compiler fails.</summary>
    public Task<NativeProgram> PublishAsync(string sample) => OnceAsync(async () =>
    {
        if (_published.TryGetValue(sample, out var known)) return known;
        var output = Path.Combine(Artifacts, "native", sample);
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        var printed = await RunSdkAsync(
            Root, "publish", Path.Combine("samples", sample), "--configuration", "Release", "--artifacts-path", Artifacts, "--output", output,
            // One warning for each place, not one for each assembly: so that a failure says where.
            "-p:TrimmerSingleWarn=false");
        Assert.DoesNotContain("warning", printed, StringComparison.OrdinalIgnoreCase);
        return _published[sample] = new NativeProgram(output);
    });

    /// <summary>A sample as the .NET runtime runs it: the path of its dll.</summary>
    public Task<string> BuildAsync(string sample) => OnceAsync(async () =>
    {
        var output = Path.Combine(Artifacts, "managed", sample);
        if (_built.Add(sample))
        {
            await RunSdkAsync(
                Root, "build", Path.Combine("samples", sample), "--configuration", "Release", "--artifacts-path", Artifacts, "--output", output);
        }

        // What can be run, and not only referenced, has a run-time configuration beside it.
        const string Configuration = ".runtimeconfig.json";
        return Directory.EnumerateFiles(output, "*" + Configuration).Single().Replace(Configuration, ".dll", StringComparison.Ordinal);
    });

    /// <summary>
    /// The packages of the library, of the test host and of the template, in a folder that is a package source. They are made of what the solution's
    /// Release build left.
    /// </summary>
    public Task<Package> PackAsync() => OnceAsync(PackOnceAsync);

    /// <summary>
    /// The first program as one native file, made as a user makes it: by the template, outside the repository, from packages alone. Any
    /// warning fails.
    /// </summary>
    public Task<NativeProgram> PublishFirstProgramAsync() => OnceAsync(async () =>
    {
        const string Name = "Shop";
        if (_published.TryGetValue(Name, out var known)) return known;
        _firstProgram?.Dispose();
        _firstProgram = new Consumer(await PackOnceAsync());
        await _firstProgram.NewAsync(Name);
        var output = _firstProgram.PathOf("out");
        var printed = await _firstProgram.RunSdkAsync(
            Name, "publish", "--configuration", "Release", "--output", output, "-p:TrimmerSingleWarn=false");
        Assert.DoesNotContain("warning", printed, StringComparison.OrdinalIgnoreCase);
        return _published[Name] = new NativeProgram(output);
    });

    /// <summary>Packs a project into a folder.</summary>
    public static Task<string> PackAsync(string project, string output, params string[] more)
        => RunSdkAsync(
            Root,
            ["pack", project, "--configuration", "Release", "--output", output, $"-p:NuspecOutputPath={Path.Combine(Artifacts, "nuspec")}/", .. more]);

    /// <summary>Runs <c>dotnet</c>; returns what it printed; fails with that when the exit code is not 0.</summary>
    public static async Task<string> RunSdkAsync(string directory, params string[] arguments)
        => await RunSdkAsync(directory, new Dictionary<string, string>(), arguments);

    public static async Task<string> RunSdkAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var (code, output) = await TrySdkAsync(directory, environment, arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code}:\n{output}");
        return output;
    }

    /// <summary>Runs <c>dotnet</c>; returns its exit code and what it printed.</summary>
    public static async Task<(int Code, string Output)> TrySdkAsync(
        string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var output = new StringBuilder();
        var all = new Dictionary<string, string>(environment)
        {
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        };
        using var process = await ChildProcess.StartAsync("dotnet", arguments, directory, line => { lock (output) output.AppendLine(line); }, all);
        await process.WaitForExitAsync().WaitAsync(Bound);
        return (process.ExitCode, output.ToString());
    }

    public void Dispose()
    {
        _firstProgram?.Dispose();
        _turn.Dispose();
    }

    private async Task<Package> PackOnceAsync()
    {
        if (_package is not null) return _package;
        var source = Path.Combine(Artifacts, "packages");
        if (Directory.Exists(source)) Directory.Delete(source, recursive: true);
        // A version that no cache knows.
        var version = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}";
        await PackAsync(Path.Combine("src", "Runnel.Runtime"), source, "--no-build", $"-p:Version={version}");
        await PackAsync(Path.Combine("src", "Runnel.Testing"), source, "--no-build", $"-p:Version={version}");
        await PackAsync("templates", source, "--artifacts-path", Artifacts, $"-p:Version={version}");
        return _package = new Package(source, version);
    }

    private async Task<T> OnceAsync<T>(Func<Task<T>> build)
    {
        await _turn.WaitAsync();
        try
        {
            return await build();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Runnel.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Runnel.sln above {AppContext.BaseDirectory}.");
    }
}

/// <summary>The library, its test host and its template, packed.</summary>
/// <param name="Source">The folder.</param>
/// <param name="Version">The version of all.</param>
public sealed record Package(string Source, string Version)
{
    public string PathOf(string id, string extension = "nupkg") => Path.Combine(Source, $"{id}.{Version}.{extension}");
}
