using System.Collections;
using Runnel.Contracts;

namespace Runnel.Hosting;

/// <summary>What was said of an app while services were registered; one per app and service collection.</summary>
internal abstract class AppRegistration(AppDescriptor app)
{
    /// <summary>The app's table, with what modules of other assemblies add to it; tests may put their own around its tasks.</summary>
    public AppDescriptor App { get; set; } = app;

    /// <summary>Settings in code.</summary>
    public RunnelOptions Options { get; } = new();

    /// <summary>Settings of the command line, which outrank all others.</summary>
    public IReadOnlyList<SettingEntry> CommandLine { get; set; } = [];

    /// <summary>Where <c>RUNNEL_…</c> variables are read; tests have their own.</summary>
    public Func<IDictionary> Environment { get; set; } = System.Environment.GetEnvironmentVariables;

    /// <summary>App-wide middleware, outermost first.</summary>
    public List<Func<IServiceProvider, IMiddleware>> Middleware { get; } = [];

    /// <summary>Whether the app's own program runs it, so that no hosted service must.</summary>
    public bool IsProgram { get; set; }

    /// <summary>Whether a worker runs inside the host.</summary>
    public bool HasWorker { get; set; }

    /// <summary>The processors the worker inside the host runs; none: all.</summary>
    public IReadOnlyList<string> WorkerProcessors { get; set; } = [];
}

/// <summary>What was said of one app.</summary>
internal sealed class AppRegistration<TApp>() : AppRegistration(AppComposition.Compose(typeof(TApp), TApp.Descriptor))
    where TApp : class, IRunnelApp<TApp>;
