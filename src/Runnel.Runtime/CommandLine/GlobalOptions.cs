using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>The settings that every command takes as options.</summary>
internal sealed class GlobalOptions
{
    private readonly SettingOption[] _options =
    [
        new("--redis-url", "url", SettingTable.RedisUrl),
        new("--log-level", "level", SettingTable.LogLevel),
        new("--log-format", "format", SettingTable.LogFormat),
    ];

    public void AddTo(Command command)
    {
        foreach (var option in _options) option.AddTo(command, recursive: true);
    }

    /// <summary>What the command line says, as settings.</summary>
    public IReadOnlyList<SettingEntry> Read(ParseResult parsed)
    {
        List<SettingEntry> entries = [];
        foreach (var option in _options)
        {
            if (option.Read(parsed) is { } entry) entries.Add(entry);
        }

        return entries;
    }
}
