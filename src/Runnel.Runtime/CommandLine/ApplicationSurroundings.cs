using System.Collections;

namespace Runnel.CommandLine;

/// <summary>What a program gets from the process it runs in; tests have their own.</summary>
internal sealed class ApplicationSurroundings
{
    public CommandConsole Console { get; init; } = new();

    public Func<IDictionary> Environment { get; init; } = System.Environment.GetEnvironmentVariables;

    public Func<StopSignals> CreateSignals { get; init; } = static () => new StopSignals().Listen();

    /// <summary>The folders whose <c>appsettings.json</c> is read; what the later one says outranks the earlier.</summary>
    public IReadOnlyList<string> SettingFolders { get; init; } = [AppContext.BaseDirectory, Directory.GetCurrentDirectory()];
}
