namespace Runnel;

/// <summary>Settings of single streams or processors, by name.</summary>
/// <typeparam name="TSettings"><see cref="StreamSettings"/> or <see cref="ProcessorSettings"/>.</typeparam>
public sealed class SettingsByName<TSettings>
{
    private readonly Func<string, TSettings> _create;

    internal SettingsByName(Func<string, TSettings> create) => _create = create;

    /// <summary>The settings of one stream or processor. A name that the app does not have is an error when it starts.</summary>
    /// <param name="name">The name: <c>_</c>, <c>-</c>, <c>.</c> and case do not matter.</param>
    public TSettings this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return _create(name);
        }
    }
}
