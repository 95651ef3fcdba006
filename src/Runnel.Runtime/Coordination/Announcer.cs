using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Coordination;

/// <summary>Tells the other members of a group what happened, and hears what they tell. Both are hints: failing costs time, nothing else.</summary>
internal sealed class Announcer(IBroker broker, GroupId group, TimeSpan look, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task AnnounceAsync(Announcement announcement)
    {
        using var bound = new CancellationTokenSource(Patience, time);
        try
        {
            await broker.AnnounceAsync(group, announcement, bound.Token);
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException or ObjectDisposedException)
        {
            // Disposed of: code that ignored its cancellation ended after the worker.
            logger.CouldNotAnnounce(group.Processor, announcement, group.Stream, error.Message);
        }
    }

    /// <summary>Listens until cancelled; where that is refused or fails it is tried again and again, and said once.</summary>
    /// <param name="heard">Told each announcement; must be short and throw nothing.</param>
    /// <param name="listening">Told that it listens from now on: what was announced before was missed, and is found by looking.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ListenAsync(Action<Announcement> heard, Action listening, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), LongestPause);
        var isReported = false;
        while (true)
        {
            try
            {
                await using var subscription = await broker.ListenAsync(group, heard, cancellationToken);
                listening();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }
            catch (BrokerException error)
            {
                if (!isReported) logger.CannotListen(group.Processor, group.Stream, look, error.Message);
                isReported = true;
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }
}
