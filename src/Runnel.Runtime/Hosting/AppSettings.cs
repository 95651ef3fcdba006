using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Runnel.Hosting;

/// <summary>Gathers what all sources say of an app's settings.</summary>
internal static class AppSettings
{
    /// <exception cref="SettingException">A name is unknown, or a value not allowed.</exception>
    public static EffectiveSettings Resolve(AppRegistration registration, IServiceProvider services)
        => Resolve(
            registration,
            services.GetService<IConfiguration>(),
            [.. services.GetServices<AppRegistration>().Where(other => other != registration)]);

    /// <exception cref="SettingException">A name is unknown, or a value not allowed; or the parts of the app do not fit together.</exception>
    public static EffectiveSettings Resolve(AppRegistration registration, IConfiguration? configuration, IReadOnlyList<AppRegistration> others)
    {
        AppComposition.Check(registration.App);
        return new SettingResolver(registration.App, [.. others.Select(other => other.App)]).Resolve(
            registration.CommandLine,
            EnvironmentSource.Read(registration.Environment()),
            configuration is null ? [] : ConfigurationSource.Read(configuration),
            registration.Options.Code.Entries);
    }
}
