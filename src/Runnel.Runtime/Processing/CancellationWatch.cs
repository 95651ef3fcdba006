using Microsoft.Extensions.Logging;
using Runnel.Pipeline;

namespace Runnel.Processing;

/// <summary>Says so when code that was cancelled does not end: its partition waits for it, since two calls must never run side by side.</summary>
internal sealed class CancellationWatch : IDisposable
{
    private readonly PartitionSession _session;
    private readonly TimeSpan _patience;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public CancellationWatch(PartitionSession session, TimeSpan patience, TimeProvider time, ILogger logger)
    {
        (_session, _patience, _logger) = (session, patience, logger);
        _timer = time.CreateTimer(static state => ((CancellationWatch)state!).Report(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start() => _timer.Change(_patience, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private void Report()
    {
        // At shutdown the executor itself says what it leaves behind.
        if (!_session.Stopping.IsCancellationRequested) _logger.SlowToCancel(_session.Processor, _session.Stream, _session.Partition, _patience);
    }
}
