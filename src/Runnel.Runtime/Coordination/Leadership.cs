using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Threading;

namespace Runnel.Coordination;

/// <summary>
/// Seeks to lead the app and keeps leading: one worker of all leads at a time. A leader that could not renew in time considers itself no
/// leader before another can become one.
/// </summary>
/// <param name="broker">Who decides.</param>
/// <param name="owner">This worker's id, new each run.</param>
/// <param name="options">How.</param>
/// <param name="time">The worker's clocks.</param>
/// <param name="logger">Where changes are told.</param>
internal sealed class Leadership(IBroker broker, string owner, LeadershipOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private LeadershipTerm? _term;
    private bool _isAway;

    /// <summary>The present term; null when this worker does not lead now.</summary>
    public LeadershipTerm? Term => Volatile.Read(ref _term) is { IsHeld: true } term ? term : null;

    /// <summary>Waits until this worker leads in another term than <paramref name="last"/>.</summary>
    public async Task<LeadershipTerm> NextTermAsync(LeadershipTerm? last, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate) changed = _changed.Task;
            if (Term is { } term && term != last) return term;
            await Waits.Follow(changed).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Seeks, keeps and, when <paramref name="stopping"/> fires, gives up leadership.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await SeekAsync(stopping);
                await Task.Delay(Term is null ? options.PollInterval : options.RenewalInterval, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The ordinary end.
        }
        catch (Exception error)
        {
            // Those who wait for a term must not wait for ever.
            lock (_gate) _changed.TrySetException(error);
            throw;
        }
        finally
        {
            await ResignAsync();
        }
    }

    private async Task SeekAsync(CancellationToken stopping)
    {
        var sent = LeaseInstant.Now(time);
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            var call = broker.LeadAsync(owner, options.Expiry, either.Token);
            if (!call.IsCompleted) deadline.CancelAfter(options.Expiry);
            var number = await call;
            if (_isAway) logger.BrokerAnswersAgain();
            _isAway = false;
            await SetAsync(number, sent);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            NoteAway(new TimeoutException($"The broker did not answer within {options.Expiry}."));
        }
        catch (BrokerException error)
        {
            NoteAway(error);
        }
    }

    private async Task SetAsync(long number, LeaseInstant sent)
    {
        var lasting = options.Expiry - options.Margin;
        var term = _term;
        if (term is not null && term.Number == number && term.TryRenew(lasting, sent)) return;
        if (term is not null)
        {
            await term.EndAsync();
            if (number == 0) logger.LostToAnother(term.Number);
        }

        if (number == 0)
        {
            Volatile.Write(ref _term, null);
            return;
        }

        if (term?.Number == number) logger.LeadsOn(number);
        else logger.Leads(owner, number);
        Volatile.Write(ref _term, new LeadershipTerm(number, lasting, sent, time));
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    private async Task ResignAsync()
    {
        if (_term is not { } term) return;
        await term.EndAsync();
        Volatile.Write(ref _term, null);
        try
        {
            using var deadline = new CancellationTokenSource(options.RenewalInterval, time);
            await broker.ResignAsync(owner, term.Number, deadline.Token);
            logger.Resigned(term.Number);
        }
        catch (Exception error) when (error is BrokerException or OperationCanceledException)
        {
            logger.CouldNotResign(error, term.Number, options.Expiry);
        }
    }

    private void NoteAway(Exception error)
    {
        // Once per outage: the log of a long one stays short.
        if (!_isAway) logger.CouldNotSeek(error, options.PollInterval);
        _isAway = true;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
