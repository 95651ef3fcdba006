using Runnel.Contracts;

namespace Runnel.Hosting;

/// <summary>
/// Applies the one order of precedence: the command line, a setting that names the stream or processor, its attribute, the app-wide default
/// setting, the built-in value. Within a level: command line, environment, configuration, code, [App].
/// </summary>
/// <param name="app">Whose settings.</param>
/// <param name="others">Other apps of the same process: settings may name their streams and processors too.</param>
internal sealed class SettingResolver(AppDescriptor app, IReadOnlyList<AppDescriptor> others)
{
    private readonly SettingReader _reader = new(app, others);
    private readonly Dictionary<SettingPath, EffectiveSetting> _given = [];
    private readonly List<EffectiveSetting> _effective = [];

    /// <summary>Settles every setting.</summary>
    /// <param name="sources">From the one that outranks all to the one that all outrank.</param>
    /// <exception cref="SettingException">A name is unknown or a value not allowed.</exception>
    public EffectiveSettings Resolve(params ReadOnlySpan<IReadOnlyList<SettingEntry>> sources)
    {
        foreach (var source in sources) Add(source);
        Add(AttributeEntries(app.Settings, $"[App] of {app.Name}"));

        foreach (var definition in SettingTable.All)
        {
            var path = new SettingPath(definition);
            Settle(path, () => new EffectiveSetting(path, definition.BuiltIn, "default"));
        }

        foreach (var stream in app.Streams) SettleNamed(SettingScope.PerStream, stream.Name, stream.Settings, $"attribute of {stream.Source}");
        foreach (var processor in app.Processors)
            SettleNamed(SettingScope.PerProcessor, processor.Name, processor.Settings, $"attribute of {processor.Source}");
        return new EffectiveSettings(_effective);
    }

    private void SettleNamed(SettingScope scope, string name, IReadOnlyList<Setting> attribute, string origin)
    {
        foreach (var setting in attribute)
        {
            // The compiler checked the attribute; the table must know what it may hold.
            if (!SettingTable.Of(scope).Any(definition => definition.IsCalled(setting.Name, named: true)))
                throw new SettingException($"{setting.Name}, from {origin}, is no setting that this version of Runnel knows.");
        }

        foreach (var definition in SettingTable.Of(scope))
        {
            var path = new SettingPath(definition, name);
            Settle(path, () => FromAttribute(path, attribute, origin) ?? _given[new SettingPath(definition)] with { Path = path });
        }
    }

    private static EffectiveSetting? FromAttribute(SettingPath path, IReadOnlyList<Setting> attribute, string origin)
    {
        foreach (var setting in attribute)
        {
            if (path.Definition.IsCalled(setting.Name, named: true)) return SettingReader.Value(path, setting.Value, $"{origin} ({setting.Name})");
        }

        return null;
    }

    private void Settle(SettingPath path, Func<EffectiveSetting> otherwise)
    {
        if (!_given.TryGetValue(path, out var setting)) _given.Add(path, setting = otherwise());
        _effective.Add(setting);
    }

    /// <summary>Takes what a source says, unless a source before it said it already. Within one source, saying two things is an error.</summary>
    private void Add(IReadOnlyList<SettingEntry> source)
    {
        var here = new Dictionary<SettingPath, EffectiveSetting>();
        foreach (var entry in source)
        {
            if (_reader.Read(entry) is not { } setting) continue;
            if (here.TryGetValue(setting.Path, out var other) && !other.Value.Equals(setting.Value))
                throw new SettingException($"{setting.Path} is set twice: to '{other.Shown}' by {other.Origin} and to '{setting.Shown}' by {setting.Origin}. Keep one.");
            here[setting.Path] = setting;
        }

        foreach (var (path, setting) in here) _given.TryAdd(path, setting);
    }

    private static List<SettingEntry> AttributeEntries(IReadOnlyList<Setting> settings, string origin)
        => [.. settings.Select(setting => new SettingEntry([setting.Name], setting.Value, $"{origin} ({setting.Name})", static path => path.Definition.AppName))];
}
