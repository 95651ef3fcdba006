namespace Runnel.Aot.Tests;

/// <summary>
/// A folder outside the repository, so that none of its settings apply, whose projects get Runnel from packed files. Its package cache is its
/// own and empty: nothing that was restored before helps.
/// </summary>
public sealed class Consumer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runnel-consumer-").FullName;
    private readonly Package _package;
    private readonly Dictionary<string, string> _environment;
    private bool _hasTemplates;

    public Consumer(Package package)
    {
        _package = package;
        _environment = new() { ["NUGET_PACKAGES"] = PathOf("cache") };
        File.WriteAllText(PathOf("nuget.config"), PackageTests.Sources(package));
    }

    public string PathOf(params string[] parts) => Path.Combine([_folder, .. parts]);

    public Task<string> RunSdkAsync(string project, params string[] arguments) => Build.RunSdkAsync(PathOf(project), _environment, arguments);

    /// <summary>Makes a project of the template, in a folder of its name. Templates are installed for this consumer alone.</summary>
    public async Task NewAsync(string name, params string[] options)
    {
        var hive = PathOf("hive");
        if (!_hasTemplates) await RunSdkAsync("", "new", "install", _package.PathOf("Runnel.Templates"), "--debug:custom-hive", hive);
        _hasTemplates = true;
        await RunSdkAsync("", ["new", "runnel-worker", "--name", name, "--debug:custom-hive", hive, .. options]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
