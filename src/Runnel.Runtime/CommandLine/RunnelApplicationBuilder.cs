using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runnel.CommandLine;
using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel;

/// <summary>
/// Sets an app's program up. It starts from an empty host, which starts fast, and adds <c>appsettings.json</c> and
/// <c>appsettings.{environment}.json</c> (from the program's folder, then from the current one; both optional, not reloaded), environment
/// variables, and logging to standard error.
/// </summary>
/// <typeparam name="TApp">The app.</typeparam>
public sealed class RunnelApplicationBuilder<TApp> : IHostApplicationBuilder
    where TApp : class, IRunnelApp<TApp>
{
    private readonly IReadOnlyList<string> _args;
    private readonly ApplicationSurroundings _surroundings;
    private readonly HostApplicationBuilder _host;
    private readonly AppRegistration<TApp> _registration;
    private readonly SettingException? _configurationFailure;
    private readonly ProgramSettings _settings;
    private bool _isBuilt;

    internal RunnelApplicationBuilder(IReadOnlyList<string> args, ApplicationSurroundings surroundings)
    {
        _args = [.. args];
        _surroundings = surroundings;
        _host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = typeof(TApp).Assembly.GetName().Name,
            EnvironmentName = surroundings.Environment()["DOTNET_ENVIRONMENT"] as string,
        });
        _configurationFailure = SettingFiles.TryAdd(_host.Configuration, surroundings.SettingFolders, _host.Environment.EnvironmentName);
        _host.Configuration.AddEnvironmentVariables();

        _registration = _host.Services.Register<TApp>();
        _registration.IsProgram = true;
        _registration.Environment = surroundings.Environment;
        // Signals are Runnel's own: what the stock lifetime prints and does is not wanted.
        _host.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _settings = new ProgramSettings(ResolveSettings);
        _host.Logging.AddRunnelLogging(() => _settings.Effective, () => _settings.IsQuiet, _host.Configuration);
    }

    /// <summary>Settings in code; the command line, the environment and <c>appsettings.json</c> outrank them.</summary>
    public RunnelOptions Options => _registration.Options;

    /// <summary>The program's services: the app's constructor, processors and middleware take them.</summary>
    public IServiceCollection Services => _host.Services;

    /// <summary>The program's configuration.</summary>
    public IConfigurationManager Configuration => _host.Configuration;

    /// <summary>The program's logging.</summary>
    public ILoggingBuilder Logging => _host.Logging;

    /// <summary>The environment's name and folders.</summary>
    public IHostEnvironment Environment => _host.Environment;

    /// <summary>The program's metrics.</summary>
    public IMetricsBuilder Metrics => _host.Metrics;

    IDictionary<object, object> IHostApplicationBuilder.Properties => ((IHostApplicationBuilder)_host).Properties;

    /// <summary>Adds middleware around every processor: one instance for all of them.</summary>
    /// <param name="middleware">The middleware; what was added first is outermost.</param>
    /// <returns>The same builder.</returns>
    public RunnelApplicationBuilder<TApp> Use(IMiddleware middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(_ => middleware);
    }

    /// <summary>Adds middleware around every processor: one instance for each of them.</summary>
    /// <param name="create">Makes it from the app's services; what was added first is outermost.</param>
    /// <returns>The same builder.</returns>
    public RunnelApplicationBuilder<TApp> Use(Func<IServiceProvider, IMiddleware> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _registration.Middleware.Add(create);
        return this;
    }

    /// <summary>Replaces the container.</summary>
    /// <typeparam name="TContainerBuilder">The container's builder.</typeparam>
    /// <param name="factory">Makes the container.</param>
    /// <param name="configure">Registers services with it.</param>
    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => _host.ConfigureContainer(factory, configure);

    /// <summary>Ends the set-up.</summary>
    /// <returns>The program, ready to run.</returns>
    /// <exception cref="InvalidOperationException">It was built before.</exception>
    public RunnelApplication Build()
    {
        if (_isBuilt) throw new InvalidOperationException("Build() was called before: a builder builds one program.");
        _isBuilt = true;
        return new RunnelApplication(new ApplicationParts(_host.Build, _settings)
        {
            Args = _args,
            Registration = _registration,
            Surroundings = _surroundings,
            Version = $"{_registration.App.Name} {Versions.Of(typeof(TApp).Assembly)} (Runnel {Versions.Runnel})",
            Runtime = static services => services.GetRequiredService<AppRuntime<TApp>>(),
        });
    }

    private EffectiveSettings ResolveSettings()
    {
        if (_configurationFailure is not null) throw _configurationFailure;
        var others = _host.Services.Select(service => service.ImplementationInstance).OfType<AppRegistration>().Where(other => other != _registration);
        return AppSettings.Resolve(_registration, _host.Configuration, [.. others.Distinct()]);
    }
}
