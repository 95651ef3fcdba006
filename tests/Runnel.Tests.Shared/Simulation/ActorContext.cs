using Runnel.Threading;

namespace Runnel.Tests.Simulation;

/// <summary>Where the code of one <see cref="Actor"/> goes on after an await: wherever the world's seed puts it.</summary>
internal sealed class ActorContext(Actor actor, World world) : DeterministicContext
{
    /// <summary>The same actor's other context: what waits in one goes on later, not at once, when the other wakes it.</summary>
    public ActorContext Other { get; set; } = null!;

    public override void Post(SendOrPostCallback d, object? state) => world.Enqueue(actor, this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    public override double NextDouble() => world.Dice.NextDouble();

    public override Guid NextGuid() => world.Dice.NextGuid();

    public override Task CancelAsync(CancellationTokenSource source)
    {
        SetSynchronizationContext(Other);
        try
        {
            source.Cancel();
            return Task.CompletedTask;
        }
        catch (AggregateException error)
        {
            return Task.FromException(error);
        }
        finally
        {
            SetSynchronizationContext(this);
        }
    }
}
