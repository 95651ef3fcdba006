using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>An option that is a setting; it outranks every other source of it.</summary>
internal sealed class SettingOption
{
    private readonly Option<string> _option;
    private readonly SettingDefinition _setting;

    public SettingOption(string name, string value, SettingDefinition setting)
    {
        _setting = setting;
        _option = new Option<string>(name)
        {
            HelpName = value,
            Description = setting.IsSecret ? setting.Description : $"{setting.Description} Allowed: {setting.Allowed}.",
        };
    }

    /// <param name="command">Which command takes it.</param>
    /// <param name="recursive">Whether those below it do, too.</param>
    public void AddTo(Command command, bool recursive)
    {
        _option.Recursive = recursive;
        command.Options.Add(_option);
    }

    /// <summary>What the command line says; null: nothing.</summary>
    public SettingEntry? Read(ParseResult parsed)
        => parsed.GetResult(_option) is not null && parsed.GetValue(_option) is { } value
            ? new SettingEntry([_setting.AppName], value, $"command line ({_option.Name})", EnvironmentSource.Spell)
            : null;
}
