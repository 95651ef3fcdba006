using System.Collections;

namespace Runnel.Hosting;

/// <summary>
/// Settings from environment variables: <c>RUNNEL_REDIS_URL</c>, <c>RUNNEL_PROCESSORS__PRINT__PREFETCH_COUNT</c>. Two underscores separate
/// levels, other underscores and case do not matter, and an empty variable is one that is not set.
/// </summary>
internal static class EnvironmentSource
{
    private const string Prefix = "RUNNEL_";

    public static IReadOnlyList<SettingEntry> Read(IDictionary variables)
    {
        List<SettingEntry>? entries = null;
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (variable.Value is not string { Length: > 0 } value || IsServiceLink(name, value)) continue;
            (entries ??= []).Add(new SettingEntry(Split(name), value, $"environment ({name})", Spell));
        }

        return entries ?? [];
    }

    public static string Spell(SettingPath path)
    {
        var definition = path.Definition;
        return path.Target is not { } target
            ? Prefix + SettingName.ToSnakeCase(definition.AppName).ToUpperInvariant()
            : $"{Prefix}{(definition.Scope == SettingScope.PerStream ? "STREAMS" : "PROCESSORS")}__{SettingName.ToEnvironment(target)}__"
                + SettingName.ToSnakeCase(definition.Name).ToUpperInvariant();
    }

    private static string[] Split(string name) => name[Prefix.Length..].TrimStart('_').Split("__");

    /// <summary>
    /// Kubernetes describes each service to each container by variables: next to a service named 'runnel' or 'runnel-redis' those look like
    /// ours. They are not.
    /// </summary>
    private static bool IsServiceLink(string name, string value)
        => name.EndsWith("_SERVICE_HOST", StringComparison.Ordinal)
        || name.EndsWith("_SERVICE_PORT", StringComparison.Ordinal)
        || name.Contains("_SERVICE_PORT_", StringComparison.Ordinal)
        || name.Contains("_PORT_", StringComparison.Ordinal)
        || (name.EndsWith("_PORT", StringComparison.Ordinal) && value.Contains("://", StringComparison.Ordinal));
}
