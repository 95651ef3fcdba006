using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Runnel.Brokers;
using Runnel.Brokers.Memory;
using Runnel.Tests.Sending;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>All of one run: the world, the server in it, and who works there.</summary>
internal sealed class Cluster
{
    public const string App = "simulated";

    public static readonly PrimitiveCodec<Numbered> Codec = new();

    private readonly List<Worker> _workers = [];
    private int _actors;

    public Cluster(ulong seed, Bug bug, bool traces)
    {
        Dice = new Dice(seed);
        Plan = Plan.Of(Dice).Around(bug);
        Bug = bug;
        World = new World(Dice.Next()) { Haste = Plan.Haste, Stalls = Plan.Stalls, LongestStall = Plan.LongestStall };
        if (traces) World.StartTrace();
        Loggers = traces ? new TraceLoggers(World) : NullLoggerFactory.Instance;
        Network = Plan.Network;
        ServerActor = new Actor(World, "server", ++_actors);
        Server = new MemoryServer(ServerActor.Clock);
        Journal = new Journal(World, Plan, Dice);
        Ledger = new Ledger(this);
        Trims = new TrimLedger(this);
    }

    /// <summary>What the run is like. The order in which things happen is the world's dice's.</summary>
    public Dice Dice { get; }

    public Plan Plan { get; }

    /// <summary>A fence that is taken out.</summary>
    public Bug Bug { get; }

    public World World { get; }

    public ILoggerFactory Loggers { get; }

    /// <summary>What the network does now.</summary>
    public NetworkRates Network { get; set; }

    public Actor ServerActor { get; }

    public MemoryServer Server { get; }

    /// <summary>How many calls are on their way to the server, or being carried out.</summary>
    public int UnderWay { get; set; }

    public Journal Journal { get; }

    public Ledger Ledger { get; }

    public TrimLedger Trims { get; }

    public IReadOnlyList<Worker> Workers => _workers;

    public IEnumerable<Worker> Alive => _workers.Where(static worker => worker.IsAlive && !worker.IsLeaving);

    public static PartitionId Partition(int index) => new(TestStreams.Descriptor().Name, index);

    public static GroupId Group { get; } = new(TestStreams.Descriptor().Name, Worker.Processor);

    public static LeaseId Lease(int index) => new(Partition(index), Worker.Processor);

    public Actor CreateActor(string name)
    {
        var number = ++_actors;
        return new Actor(
            World, $"{name}{number}", number, Plan.WallClockError * ((Dice.NextDouble() * 2) - 1), clockStopsWhileHeld: Bug == Bug.NoLocalDeadline);
    }

    public Connection Connect(Actor actor) => new(this, actor);

    public Worker Join()
    {
        var worker = new Worker(this, CreateActor("worker"));
        _workers.Add(worker);
        return worker;
    }

    /// <summary>A look at what is stored, past network and decorators.</summary>
    public MemoryApp Stored => Server.App(App);

    /// <summary>Whether an event was dead-lettered: a sink of raw events holds the very fields.</summary>
    public bool HasLetter(StreamEntry entry)
    {
        if (Stored.Find(new PartitionId(Worker.Sink, 0)) is not { } letters) return false;
        var record = Codec.Decode(entry.Fields);
        for (var i = 0; i < letters.Entries.Count; i++)
        {
            if (Codec.Decode(letters.Entries[i].Fields) == record) return true;
        }

        return false;
    }
}
