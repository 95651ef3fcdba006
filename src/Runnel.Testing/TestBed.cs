using Runnel.Brokers.Memory;
using Runnel.Testing.Watching;

namespace Runnel.Testing;

/// <summary>What all workers of a host share.</summary>
internal sealed class TestBed
{
    public TestBed(RunnelTestSettings settings, string app)
    {
        Settings = settings;
        App = app;
        Clock = new TestClock(settings, Activity);
        Server = new MemoryServer(Clock);
        View = new ServerView(Server, app);
    }

    public RunnelTestSettings Settings { get; }

    /// <summary>The app's name.</summary>
    public string App { get; }

    public Activity Activity { get; } = new();

    public TestClock Clock { get; }

    public MemoryServer Server { get; }

    public ServerView View { get; }

    public Decoder Decoder { get; } = new();

    public Journal Journal { get; } = new();

    /// <summary>All workers that ever were, in the order in which they came.</summary>
    public List<TestWorker> Workers { get; } = [];
}
