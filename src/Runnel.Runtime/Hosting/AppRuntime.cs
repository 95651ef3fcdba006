using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Streams;
using Runnel.Threading;

namespace Runnel.Hosting;

/// <summary>One app in one service provider: its settings, its broker, its streams, and where it stands.</summary>
internal abstract class AppRuntime : IAsyncDisposable, IDisposable
{
    private int _isDisposed;

    private protected AppRuntime(IServiceProvider services, AppRegistration registration)
    {
        Services = services;
        Registration = registration;
        Time = services.GetRequiredService<TimeProvider>();
        Loggers = services.GetRequiredService<ILoggerFactory>();
        Logger = Loggers.CreateLogger("Runnel.Hosting");
        Settings = AppSettings.Resolve(registration, services);
        Broker = BrokerFactory.Create(Descriptor.Name, Settings, services, Loggers, Time);
        Gate = BrokerFactory.IsEmbedded(Settings) ? SendGate.Opened : new SendGate();
    }

    public AppRegistration Registration { get; }

    public AppDescriptor Descriptor => Registration.App;

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Logger { get; }

    public EffectiveSettings Settings { get; }

    public IBroker Broker { get; }

    /// <summary>What sends wait at until <see cref="Connector"/> has checked the app's declaration.</summary>
    public SendGate Gate { get; }

    /// <summary>New each run: producers are told apart by it.</summary>
    public string RunId { get; } = Chance.NextGuid().ToString("N");

    /// <summary>Where the app stands, for health checks.</summary>
    public AppStatus Status { get; set; }

    /// <summary>What its worker tells of itself; null: it has none, or it has not started.</summary>
    public WorkerMonitor? Monitor { get; set; }

    /// <summary>The assembly that holds the app, for versions.</summary>
    public abstract Assembly Assembly { get; }

    /// <summary>The app, built and bound at the first call.</summary>
    public abstract object App { get; }

    /// <summary>The app's streams in the order of their declaration, bound.</summary>
    public abstract IReadOnlyList<EventStream> Streams { get; }

    public EventStream Stream(string name) => Streams.First(stream => stream.Name == name);

    /// <summary>What is being sent is finished within the grace period; then the connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        // Who still waits for a connection waits in vain.
        Gate.Refuse(SendFailures.Closed);
        using (var grace = new CancellationTokenSource(Settings.Get(SettingTable.GracePeriod), Time))
            foreach (var stream in BoundStreams) await stream.CloseAsync(grace.Token);
        await Broker.DisposeAsync();
    }

    /// <summary>For hosts that are disposed without awaiting: the same, in the background; a failure is logged.</summary>
    public void Dispose() => _ = ObserveAsync(DisposeAsync());

    /// <summary>The streams, if the app was built.</summary>
    protected abstract IReadOnlyList<EventStream> BoundStreams { get; }

    private async Task ObserveAsync(ValueTask closing)
    {
        try
        {
            await closing;
        }
        catch (Exception error)
        {
            Logger.CloseFailed(Broker.Address, error.Message);
        }
    }
}

/// <summary>One app in one service provider.</summary>
internal sealed class AppRuntime<TApp>(IServiceProvider services, AppRegistration<TApp> registration) : AppRuntime(services, registration)
    where TApp : class, IRunnelApp<TApp>
{
    private bool _isCreating;
    private IReadOnlyList<EventStream> _streams = [];

    public override Assembly Assembly => typeof(TApp).Assembly;

    public override object App => Services.GetRequiredService<TApp>();

    public override IReadOnlyList<EventStream> Streams
    {
        get
        {
            Services.GetRequiredService<TApp>();
            return _streams;
        }
    }

    protected override IReadOnlyList<EventStream> BoundStreams => _streams;

    /// <summary>Calls the constructor and binds the streams; the container calls this once.</summary>
    /// <exception cref="SettingException">The constructor failed, or something it needs needs the app.</exception>
    public TApp Create()
    {
        // The container holds its lock for the singleton, so only this very construction can come here again.
        if (_isCreating)
            throw new SettingException($"{typeof(TApp).Name} needs itself: a service its constructor takes needs the app or one of its streams. Ask for IServiceProvider there, and for the app when it is used.");
        _isCreating = true;
        try
        {
            var app = TApp.Create(Services);
            EventStream[] streams = [.. app.Streams.Cast<EventStream>()];
            foreach (var stream in streams)
                stream.Bind(new StreamBinding(Broker, Settings.ForStream(stream.Descriptor), RunId, Time, Loggers) { Gate = Gate });
            _streams = streams;
            return app;
        }
        catch (Exception error) when (error is not SettingException)
        {
            throw new SettingException($"{typeof(TApp).Name} could not be created: {error.Message}", error);
        }
        finally
        {
            _isCreating = false;
        }
    }
}

/// <summary>Where an app stands.</summary>
internal enum AppStatus
{
    /// <summary>Not connected yet.</summary>
    Starting,

    /// <summary>Connected, its streams declared; its worker runs if it has one.</summary>
    Running,

    /// <summary>Its worker finishes what is in hand, and hands nothing more out.</summary>
    Stopping,

    /// <summary>Its worker ended because a processor halted or something failed for good.</summary>
    Halted,

    /// <summary>It was stopped.</summary>
    Stopped,
}
