using System.Diagnostics.CodeAnalysis;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Coordination;
using Runnel.Pipeline;
using Runnel.Processing;
using Runnel.Scheduling;
using Runnel.Streams;
using Runnel.Tests.Checking;
using Runnel.Tests.Sending;
using Runnel.Tests.Simulation;

namespace Runnel.Simulation.Tests.Harness;

/// <summary>One worker process: an executor on a connection of its own.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without a timer holds nothing, and a process that was killed disposes of nothing.")]
internal sealed class Worker
{
    public const string Processor = "work";
    public const string Sink = "dead.numbers";

    private readonly Cluster _cluster;
    private readonly Plan _plan;
    private readonly CancellationTokenSource _stop = new();

    public Worker(Cluster cluster, Actor actor)
    {
        (_cluster, _plan, Actor) = (cluster, cluster.Plan, actor);
        Connection = cluster.Connect(actor);
        Running = actor.Run(RunAsync);
    }

    public Actor Actor { get; }

    public Connection Connection { get; }

    /// <summary>Never ends when the process is killed.</summary>
    public Task Running { get; }

    public ExecutorResult? Result { get; private set; }

    /// <summary>Whether it was told to stop.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Whether it was not killed and has not ended.</summary>
    public bool IsAlive => !Actor.IsDead && !Running.IsCompleted;

    public void Leave()
    {
        IsLeaving = true;
        Actor.Post(_stop.Cancel);
    }

    private async Task RunAsync()
    {
        var descriptor = TestStreams.Descriptor();
        var stream = Bind(descriptor, _plan.StreamOptions);
        var sink = _plan.DeadLetters
            ? Bind(new StreamDescriptor<Numbered> { Name = Sink, Source = "Simulation.Dead", DeadLettersOf = descriptor.Name, Codec = descriptor.Codec }, new StreamOptions { PartitionCount = 1, PartitionSize = 0, SendTimeout = _plan.SendTimeout })
            : null;
        var executor = new Executor(new ExecutorContext(
            Create(descriptor.Name), _plan.Options, Connection, this, NoServices.Instance, stream, sink, [], Actor.Clock, _cluster.Loggers));
        if (_plan.Limit == 0)
        {
            Result = await executor.RunAsync(_stop.Token);
            return;
        }

        if (!await RegisterAsync(descriptor.Name)) return;
        var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var leading = CreateScheduler(descriptor.Name).RunAsync(ended.Token);
        Result = await executor.RunAsync(_stop.Token);
        Actor.Post(ended.Cancel);
        await leading;
    }

    /// <summary>As every worker does before it starts.</summary>
    private async Task<bool> RegisterAsync(string stream)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Connection.RegisterAsync([new GroupId(stream, Processor)], default);
                return true;
            }
            catch (BrokerException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Actor.Clock);
            }
        }

        return false;
    }

    /// <summary>Leads, sometimes, and trims then. The second processor it knows only from the broker.</summary>
    private Scheduler CreateScheduler(string stream)
    {
        var options = new TrimmerOptions([new KeptStream(stream, _plan.Partitions, _plan.Limit, TimeSpan.Zero)], [new GroupId(stream, Processor)], TimeSpan.Zero);
        var (lease, grace) = (_plan.Options.LockExpiry, _plan.Options.GracePeriod);
        return new Scheduler(new SchedulerContext(
            [], this, NoServices.Instance, Connection, new SchedulerOptions("UTC", lease / 3, lease, grace), Actor.Clock, _cluster.Loggers)
        {
            Duties = [stopping => new Trimmer(Connection, options, Actor.Clock, _cluster.Loggers.CreateLogger("trimmer")).RunAsync(stopping)],
        });
    }

    private EventStream<Numbered> Bind(StreamDescriptor<Numbered> descriptor, StreamOptions options)
    {
        var stream = new EventStream<Numbered>(descriptor);
        stream.Bind(new StreamBinding(Connection, options, Actor.Name, Actor.Clock, _cluster.Loggers));
        return stream;
    }

    private ProcessorDescriptor Create(string stream) => _plan.Shape switch
    {
        Shape.Loop => new LoopProcessor<Worker, Numbered>
        {
            Name = Processor,
            Stream = stream,
            Source = "Simulation.Loop",
            Method = static (worker, events, _, _) => worker.LoopAsync(events),
        },
        Shape.BatchLoop => new LoopProcessor<Worker, Numbered>
        {
            Name = Processor,
            Stream = stream,
            Source = "Simulation.BatchLoop",
            Method = static (worker, events, _, _) => worker.BatchLoopAsync(events),
        },
        Shape.Call => new EventProcessor<Worker, Numbered>
        {
            Name = Processor,
            Stream = stream,
            Source = "Simulation.Call",
            Method = static (worker, record, context, _, token) => worker.HandleAsync([record], context, token),
        },
        _ => new BatchProcessor<Worker, Numbered>
        {
            Name = Processor,
            Stream = stream,
            Source = "Simulation.Batch",
            Method = static (worker, records, context, _, token) => worker.HandleAsync(records, context, token),
        },
    };

    private async ValueTask LoopAsync(Events<Numbered> events)
    {
        await foreach (var (record, context) in events.WithContext()) await HandleAsync([record], context, events.CancellationToken);
    }

    private async ValueTask BatchLoopAsync(Events<Numbered> events)
    {
        await foreach (var (records, context) in events.Take(_plan.Options.BatchSize, _plan.Options.BatchWithin).WithContext())
            await HandleAsync(records, context, events.CancellationToken);
    }

    private async ValueTask HandleAsync(IReadOnlyList<Numbered> records, EventContext context, CancellationToken cancellationToken)
    {
        var (journal, dice) = (_cluster.Journal, _cluster.World.Dice);
        var delivery = journal.Begin(Actor.Name, records, context);
        try
        {
            foreach (var record in records)
            {
                if (_plan.Work > TimeSpan.Zero) await Task.Delay(_plan.Work * dice.NextDouble(), Actor.Clock, _plan.IsDeaf ? CancellationToken.None : cancellationToken);
                else if (dice.Happens(0.5)) await Task.Yield();
                if (journal.Fails(record)) throw new PlannedException($"{record.Key} {record.Number} is to fail.");
            }
        }
        catch (OperationCanceledException)
        {
            journal.End(delivery, records.Count, HandlingEnd.Cancelled);
            throw;
        }
        catch (PlannedException)
        {
            journal.End(delivery, records.Count, HandlingEnd.Failed);
            throw;
        }

        journal.End(delivery, records.Count, HandlingEnd.Done);
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
