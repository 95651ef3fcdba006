using Runnel.LoadTest;

namespace Runnel.Comparison.Contenders;

/// <summary>A way to consume the load test's streams.</summary>
internal interface ILoop
{
    /// <summary>Gives each event to the handler until it is cancelled.</summary>
    Task RunAsync(Action<Reading> handle, CancellationToken cancellationToken);
}
