namespace Runnel.Hosting;

/// <summary>What code set: each value goes through its text form, so that the same checks hold for it as for every other source.</summary>
internal sealed class CodeSettings
{
    private readonly Dictionary<SettingPath, object> _values = [];

    public IReadOnlyList<SettingEntry> Entries =>
    [
        .. _values.Select(pair => new SettingEntry(Path(pair.Key), pair.Key.Definition.Write(pair.Value), $"code ({pair.Key})", static path => $"RunnelOptions.{path}")),
    ];

    public T Get<T>(SettingDefinition<T> definition, string? target = null)
        where T : notnull => (T)_values.GetValueOrDefault(new SettingPath(definition, target), definition.BuiltIn);

    public void Set<T>(SettingDefinition<T> definition, T value, string? target = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(value);
        _values[new SettingPath(definition, target)] = value;
    }

    private static string[] Path(SettingPath path) => path.Target is not { } target
        ? [path.Definition.AppName]
        : [path.Definition.Scope == SettingScope.PerStream ? "Streams" : "Processors", target, path.Definition.Name];
}
