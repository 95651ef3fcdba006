using System.Diagnostics.CodeAnalysis;
using Runnel.Contracts;
using Runnel.Pipeline;
using Runnel.Processing;
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
        var stream = Bind(descriptor, _plan.Partitions);
        var sink = _plan.DeadLetters
            ? Bind(new StreamDescriptor<Numbered> { Name = Sink, Source = "Simulation.Dead", DeadLettersOf = descriptor.Name, Codec = descriptor.Codec }, 1)
            : null;
        var executor = new Executor(new ExecutorContext(
            Create(descriptor.Name), _plan.Options, Connection, this, NoServices.Instance, stream, sink, [], Actor.Clock, _cluster.Loggers));
        Result = await executor.RunAsync(_stop.Token);
    }

    private EventStream<Numbered> Bind(StreamDescriptor<Numbered> descriptor, int partitions)
    {
        var stream = new EventStream<Numbered>(descriptor);
        var options = new StreamOptions { PartitionCount = partitions, PartitionSize = 0, SendTimeout = _plan.SendTimeout };
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
