using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Runnel.Hosting;

namespace Runnel;

/// <summary>What else may be said of an app in an existing host.</summary>
public sealed class RunnelBuilder
{
    private readonly AppRegistration _registration;

    internal RunnelBuilder(IServiceCollection services, AppRegistration registration) => (Services, _registration) = (services, registration);

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Runs a worker inside the host: it starts with the host, drains when the host stops (whose shutdown timeout is raised to the grace
    /// period where it is shorter), and stops the host, with exit code 1, when a processor halts.
    /// </summary>
    /// <param name="processors">The processors to run; none: all. Background tasks always run.</param>
    /// <returns>The same builder.</returns>
    public RunnelBuilder AddWorker(params string[] processors)
    {
        ArgumentNullException.ThrowIfNull(processors);
        if (!_registration.HasWorker)
            Services.AddSingleton<IPostConfigureOptions<HostOptions>>(provider => new ShutdownTimeout(_registration, AppSettings.Resolve(_registration, provider)));
        _registration.HasWorker = true;
        _registration.WorkerProcessors = [.. processors];
        return this;
    }

    /// <summary>Adds middleware around every processor of the app: one instance for all of them.</summary>
    /// <param name="middleware">The middleware; what was added first is outermost.</param>
    /// <returns>The same builder.</returns>
    public RunnelBuilder Use(IMiddleware middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(_ => middleware);
    }

    /// <summary>Adds middleware around every processor of the app: one instance for each of them.</summary>
    /// <param name="create">Makes it from the app's services; what was added first is outermost.</param>
    /// <returns>The same builder.</returns>
    public RunnelBuilder Use(Func<IServiceProvider, IMiddleware> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _registration.Middleware.Add(create);
        return this;
    }
}
