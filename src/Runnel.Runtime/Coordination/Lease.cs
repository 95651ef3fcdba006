using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Threading;

namespace Runnel.Coordination;

/// <summary>Why a lease is no longer worked under.</summary>
internal enum LeaseLoss
{
    None,

    /// <summary>The broker says that another owner or epoch holds it.</summary>
    Fenced,

    /// <summary>The stored cursor is another one than this worker left there.</summary>
    Moved,

    /// <summary>It could not be confirmed before it may have run out, by this machine's clocks.</summary>
    Expired,

    /// <summary>This worker gives it up: the grace period is over, or what is in hand is left to the next owner.</summary>
    Abandoned,
}

/// <summary>
/// One partition's lease while this worker holds it, with the local deadline until which it certainly does. The deadline counts from
/// before the confirming request was <em>sent</em>, less a margin, by whichever local clock ran further.
/// </summary>
internal sealed class Lease : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _certain;
    private readonly CancellationTokenSource _lost = new();
    private readonly Lock _gate = new();
    private Task _cancelling = Task.CompletedTask;
    private long _epoch;
    private long _timestampDeadline;
    private long _ticksDeadline;
    private volatile LeaseLoss _loss;

    public Lease(LeaseId id, string owner, long epoch, TimeSpan expiry, LeaseInstant sent, TimeProvider time, ILogger logger)
    {
        (Id, Owner, _epoch, _time, _logger) = (id, owner, epoch, time, logger);
        _certain = expiry - Margin(expiry);
        Token = _lost.Token;
        Confirm(sent);
    }

    public LeaseId Id { get; }

    public string Owner { get; }

    public long Epoch => Volatile.Read(ref _epoch);

    public LeaseClaim Claim => new(Id, Owner, Epoch);

    /// <summary>Cancelled at the first loss. From then on nothing is settled under this lease.</summary>
    public CancellationToken Token { get; }

    /// <summary>The first loss; it never goes back to none.</summary>
    public LeaseLoss Loss => _loss;

    /// <summary>Called when the broker says that an operator has paused the partition; must be short and throw nothing.</summary>
    public Action? Pausing { get; init; }

    /// <summary>Whether it is certainly held now. To be asked before each hand-out: the machine may have stood still since the last one.</summary>
    public bool IsCertain => _time.GetTimestamp() < Volatile.Read(ref _timestampDeadline) && _time.GetUtcNow().UtcTicks < Volatile.Read(ref _ticksDeadline);

    /// <summary>How long it is certainly held from now on.</summary>
    public TimeSpan CertainFor
    {
        get
        {
            var monotonic = _time.GetElapsedTime(_time.GetTimestamp(), Volatile.Read(ref _timestampDeadline));
            var wall = TimeSpan.FromTicks(Volatile.Read(ref _ticksDeadline) - _time.GetUtcNow().UtcTicks);
            return monotonic < wall ? monotonic : wall;
        }
    }

    /// <summary>The broker confirmed it, answering a request that was sent at <paramref name="sent"/>.</summary>
    public void Confirm(LeaseInstant sent)
    {
        Volatile.Write(ref _timestampDeadline, sent.Timestamp + (long)(_certain.TotalSeconds * _time.TimestampFrequency));
        Volatile.Write(ref _ticksDeadline, sent.Ticks + _certain.Ticks);
    }

    /// <summary>The same owner acquired it again, so it goes on under a new epoch.</summary>
    public void Continue(long epoch, LeaseInstant sent)
    {
        Volatile.Write(ref _epoch, epoch);
        Confirm(sent);
    }

    /// <summary>Ends work under the lease. False: it had ended before.</summary>
    public bool Lose(LeaseLoss loss)
    {
        lock (_gate)
        {
            if (_loss != LeaseLoss.None) return false;
            _loss = loss;

            // User code may have registered callbacks: they run elsewhere, never on the renewal's or the committer's back.
            _cancelling = Background.CancelAsync(_lost);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task cancelling;
        lock (_gate)
        {
            if (_loss == LeaseLoss.None) _loss = LeaseLoss.Abandoned;
            cancelling = _cancelling;
        }

        try
        {
            await cancelling;
        }
        catch (AggregateException error)
        {
            _logger.CallbackFailed(error, Id.Processor, Id.Partition.Stream, Id.Partition.Index);
        }

        _lost.Dispose();
    }

    /// <summary>Covers the time between the look at the clocks and the hand-out, and clocks that run at slightly different rates.</summary>
    private static TimeSpan Margin(TimeSpan expiry) => expiry / 50;
}
