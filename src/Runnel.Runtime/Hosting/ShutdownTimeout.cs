using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Runnel.Hosting;

/// <summary>Gives the host at least as long to stop as the longest grace period, so that it never cuts a drain off.</summary>
internal sealed class ShutdownTimeout(AppRegistration registration, EffectiveSettings settings) : IPostConfigureOptions<HostOptions>
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public void PostConfigure(string? name, HostOptions options)
    {
        var grace = registration.App.Processors
            .Select(processor => settings.Get(SettingTable.GracePeriod, processor.Name))
            .Append(settings.Get(SettingTable.GracePeriod))
            .Max();
        if (options.ShutdownTimeout < grace + Margin) options.ShutdownTimeout = grace + Margin;
    }
}
