using Runnel.Brokers.Redis;

namespace Runnel.Hosting;

/// <summary>A setting's value and where it came from.</summary>
internal sealed record EffectiveSetting(SettingPath Path, object Value, string Origin)
{
    /// <summary>The value for people: secrets masked.</summary>
    public string Shown => Path.Definition.IsSecret ? SecretMask.Apply(Path.Definition.Write(Value)) : Path.Definition.Write(Value);
}

/// <summary>All settings of one app, after precedence.</summary>
internal sealed class EffectiveSettings(IReadOnlyList<EffectiveSetting> all)
{
    private readonly Dictionary<SettingPath, EffectiveSetting> _byPath = all.ToDictionary(setting => setting.Path);

    /// <summary>The app's settings, then each stream's, then each processor's.</summary>
    public IReadOnlyList<EffectiveSetting> All => all;

    public EffectiveSetting this[SettingPath path] => _byPath[path];

    /// <summary>The app's value.</summary>
    public T Get<T>(SettingDefinition<T> definition)
        where T : notnull => (T)_byPath[new SettingPath(definition)].Value;

    /// <summary>The value of one stream or processor.</summary>
    public T Get<T>(SettingDefinition<T> definition, string target)
        where T : notnull => (T)_byPath[new SettingPath(definition, target)].Value;
}
