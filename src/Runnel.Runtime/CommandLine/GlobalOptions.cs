using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>The settings that every command, or <c>worker</c> alone, takes as options; they outrank every other source.</summary>
internal sealed class GlobalOptions
{
    private readonly (Option<string> Option, SettingDefinition Setting)[] _options =
    [
        (Option("--redis-url", "url"), SettingTable.RedisUrl),
        (Option("--log-level", "level"), SettingTable.LogLevel),
        (Option("--log-format", "format"), SettingTable.LogFormat),
        (Option("--health-port", "port"), SettingTable.HealthPort),
    ];

    /// <summary>Adds those that every command takes.</summary>
    public void AddTo(RootCommand root) => Add(root, isRecursive: true);

    /// <summary>Adds those that only this command takes.</summary>
    public void AddToWorker(Command worker) => Add(worker, isRecursive: false);

    private void Add(Command command, bool isRecursive)
    {
        foreach (var (option, setting) in _options)
        {
            if (isRecursive == (setting == SettingTable.HealthPort)) continue;
            option.Description = setting.IsSecret ? setting.Description : $"{setting.Description} Allowed: {setting.Allowed}.";
            option.Recursive = isRecursive;
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line says, as settings.</summary>
    public IReadOnlyList<SettingEntry> Read(ParseResult parsed)
    {
        List<SettingEntry> entries = [];
        foreach (var (option, setting) in _options)
        {
            if (parsed.GetValue(option) is { } value) entries.Add(new([setting.AppName], value, $"command line ({option.Name})", EnvironmentSource.Spell));
        }

        return entries;
    }

    private static Option<string> Option(string name, string value) => new(name) { HelpName = value };
}
