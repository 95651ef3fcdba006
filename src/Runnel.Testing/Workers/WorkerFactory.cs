using System.Collections;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runnel.CommandLine;
using Runnel.Contracts;
using Runnel.Hosting;
using Runnel.Testing.Watching;

namespace Runnel.Testing;

/// <summary>Builds workers as the program itself would, but on the host's broker, clock and watches.</summary>
internal sealed class WorkerFactory<TApp>(TestBed bed, Action<RunnelApplicationBuilder<TApp>>? configure)
    where TApp : class, IRunnelApp<TApp>
{
    /// <summary>The embedded broker wakes who waits; a wait that ends for nothing would only be one more moment for the clock to stop at.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(60);

    public TestWorker Create(IReadOnlyList<string> processors)
    {
        var worker = new TestWorker(bed, new WorkerClock(bed.Clock), new CancellationTokenSource());
        var builder = new RunnelApplicationBuilder<TApp>([], new ApplicationSurroundings { Environment = static () => new Hashtable(), SettingFolders = [] });
        foreach (var source in builder.Configuration.Sources.OfType<EnvironmentVariablesConfigurationSource>().ToList()) builder.Configuration.Sources.Remove(source);
        builder.Logging.ClearProviders();
        builder.Options.DefaultReadTimeout = LongestRead;
        var registration = builder.Services.Register<TApp>();
        registration.Middleware.Add(_ => new DeliveryWatch(bed, worker));

        configure?.Invoke(builder);

        // Whatever was said above, this is what makes it a test.
        registration.App = TaskWatch.Over(registration.App, bed, worker);
        registration.CommandLine = [new SettingEntry([SettingTable.Testing.AppName], "true", "the test host", static path => path.ToString())];
        builder.Services.AddSingleton<TimeProvider>(worker.Clock);
        builder.Services.AddSingleton(bed.Server);
        builder.Logging.AddProvider(new LogWatch(bed, worker));
        builder.Logging.AddFilter<LogWatch>(null, LogLevel.Information);

        var application = builder.Build();
        worker.Use(application, static services => services.GetRequiredService<AppRuntime<TApp>>(), processors);
        return worker;
    }
}
