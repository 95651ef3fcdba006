using System.CommandLine;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary><c>config</c>: shows the settings in effect and where each came from.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandContext context)
    {
        var explain = new Option<bool>("--explain") { Description = "Say of each setting what it does and what is allowed." };
        var command = new Command("config", "Prints the settings in effect and where each came from; passwords are masked.");
        command.Options.Add(explain);
        command.SetAction((parsed, _) => RunAsync(context, parsed.GetValue(explain)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, bool explain)
    {
        var settings = context.Settings.All;
        var output = context.Console.Output;
        await output.WriteLineAsync(context.Version);
        await output.WriteLineAsync();

        var nameWidth = settings.Max(setting => setting.Path.ToString().Length);
        var valueWidth = Math.Min(40, settings.Max(setting => setting.Shown.Length));
        foreach (var setting in settings)
        {
            await output.WriteLineAsync($"{setting.Path.ToString().PadRight(nameWidth)}  {setting.Shown.PadRight(valueWidth)}  {setting.Origin}");
            if (!explain) continue;
            await output.WriteLineAsync($"    {setting.Path.Definition.Description}");
            await output.WriteLineAsync($"    Allowed: {setting.Path.Definition.Allowed}. Environment: {EnvironmentSource.Spell(setting.Path)}.");
        }

        return ExitCode.Done;
    }
}
