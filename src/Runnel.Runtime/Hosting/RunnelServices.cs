using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Runnel.Brokers.Memory;
using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel;

/// <summary>Adds Runnel apps to a host.</summary>
public static class RunnelServices
{
    /// <summary>
    /// Adds an app to an existing host (ASP.NET Core, a worker service): afterwards the app itself (<typeparamref name="TApp"/>) and its
    /// streams (<c>EventStream&lt;T&gt;</c>, keyed by the stream's name where one record has several) can be injected. The host connects
    /// when it starts. Events are processed in this host only with <see cref="RunnelBuilder.AddWorker"/>.
    /// </summary>
    /// <typeparam name="TApp">The app.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Settings in code; the environment and <c>appsettings.json</c> outrank them.</param>
    /// <returns>For what else may be said of the app.</returns>
    public static RunnelBuilder AddRunnel<TApp>(this IServiceCollection services, Action<RunnelOptions>? configure = null)
        where TApp : class, IRunnelApp<TApp>
    {
        ArgumentNullException.ThrowIfNull(services);
        var registration = services.Register<TApp>();
        configure?.Invoke(registration.Options);
        if (!registration.IsProgram)
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AppService<TApp>>(static provider => new AppService<TApp>(
                provider.GetRequiredService<AppRuntime<TApp>>(), provider.GetRequiredService<IHostApplicationLifetime>())));
        }

        return new RunnelBuilder(services, registration);
    }

    /// <summary>Registers the app without anything that runs it. Doing it again finds what was registered before.</summary>
    internal static AppRegistration<TApp> Register<TApp>(this IServiceCollection services)
        where TApp : class, IRunnelApp<TApp>
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(AppRegistration<TApp>))?.ImplementationInstance is AppRegistration<TApp> known)
            return known;

        var registration = new AppRegistration<TApp>();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new MemoryServer(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(registration);
        services.AddSingleton<AppRegistration>(registration);
        services.AddSingleton(static provider => new AppRuntime<TApp>(provider, provider.GetRequiredService<AppRegistration<TApp>>()));
        services.AddSingleton<AppRuntime>(static provider => provider.GetRequiredService<AppRuntime<TApp>>());
        services.AddSingleton(static provider => provider.GetRequiredService<AppRuntime<TApp>>().Create());
        StreamServices<TApp>.Add(services, registration.App);
        return registration;
    }
}
