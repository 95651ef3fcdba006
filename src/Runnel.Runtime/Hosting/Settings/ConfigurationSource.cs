using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Runnel.Hosting;

/// <summary>Settings from the section <c>Runnel</c> of the host's configuration: <c>Runnel:Processors:print:PrefetchCount</c> in appsettings.json.</summary>
internal static class ConfigurationSource
{
    public const string Section = "Runnel";

    public static IReadOnlyList<SettingEntry> Read(IConfiguration configuration)
    {
        var entries = new List<SettingEntry>();
        foreach (var child in configuration.GetSection(Section).GetChildren()) Collect(configuration as IConfigurationRoot, child, [], entries);
        return entries;
    }

    public static string Spell(SettingPath path) => path.Target is not { } target
        ? $"{Section}:{path.Definition.AppName}"
        : $"{Section}:{(path.Definition.Scope == SettingScope.PerStream ? "Streams" : "Processors")}:{target}:{path.Definition.Name}";

    private static void Collect(IConfigurationRoot? root, IConfigurationSection section, string[] parents, List<SettingEntry> entries)
    {
        string[] path = [.. parents, section.Key];
        if (section.Value is { Length: > 0 } value) entries.Add(new SettingEntry(path, value, Origin(root, section.Path), Spell));
        foreach (var child in section.GetChildren()) Collect(root, child, path, entries);
    }

    private static string Origin(IConfigurationRoot? root, string path)
    {
        var provider = root?.Providers.LastOrDefault(provider => provider.TryGet(path, out _));
        var source = provider switch
        {
            FileConfigurationProvider file => file.Source.Path ?? "a configuration file",
            EnvironmentVariablesConfigurationProvider => "environment",
            _ => "configuration",
        };
        return $"{source} ({path})";
    }
}
