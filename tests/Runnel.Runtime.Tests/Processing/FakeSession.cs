using Runnel.Pipeline;

namespace Runnel.Processing;

/// <summary>A partition of which only who it is matters, and how often it was woken.</summary>
internal sealed class FakeSession(int partition) : PartitionSession
{
    public int Wakes { get; set; }

    public override string Stream => "ticks";

    public override int Partition => partition;

    public override string Processor => "work";

    public override long FencingToken => 1;

    public override CancellationToken CancellationToken => CancellationToken.None;

    public override CancellationToken Stopping => CancellationToken.None;

    public override void Wake() => Wakes++;

    public override void Abandon() => throw new NotSupportedException();

    public override bool IsCertain() => true;

    public override void Note(Delivery delivery, Exception error) => throw new NotSupportedException();
}
