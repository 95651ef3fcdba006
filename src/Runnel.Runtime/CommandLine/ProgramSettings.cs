using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>The program's settings, settled at the first look (the command line is read by then).</summary>
internal sealed class ProgramSettings(Func<EffectiveSettings> resolve)
{
    private readonly Lazy<EffectiveSettings> _effective = new(resolve);

    /// <exception cref="SettingException">One is wrong.</exception>
    public EffectiveSettings Effective => _effective.Value;

    /// <summary>Whether the command that runs logs warnings only, unless a setting says otherwise.</summary>
    public bool IsQuiet { get; set; }
}
