using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>The settings that every command takes as options; they outrank every other source.</summary>
internal sealed class GlobalOptions
{
    private readonly (Option<string> Option, SettingDefinition Setting)[] _options =
    [
        (Option("--redis-url", "url"), SettingTable.RedisUrl),
        (Option("--log-level", "level"), SettingTable.LogLevel),
        (Option("--log-format", "format"), SettingTable.LogFormat),
    ];

    public void AddTo(Command command)
    {
        foreach (var (option, setting) in _options)
        {
            option.Description = setting.IsSecret ? setting.Description : $"{setting.Description} Allowed: {setting.Allowed}.";
            option.Recursive = true;
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
