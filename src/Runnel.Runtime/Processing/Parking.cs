using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Streams;

namespace Runnel.Processing;

/// <summary>
/// The parked keys of one partition, as the owner of its lease knows them. Only owners park and play back, so what was read once holds until an operator
/// asks for a release: a hint, or a look now and then, tells of it.
/// </summary>
internal sealed class Parking : IDisposable
{
    private readonly ExecutorParts _parts;
    private readonly Lease _lease;
    private readonly PartitionBuffer _buffer;
    private readonly DeadLetterWriter? _letters;
    private readonly HashSet<byte[]> _keys = new(KeyComparer.Instance);
    private readonly ITimer _look;
    private readonly string _processor;
    private readonly string _stream;
    private readonly int _partition;
    private volatile bool _needsLook;
    private volatile bool _hasKeys;
    private bool _hasLooked;

    public Parking(ExecutorParts parts, Lease lease, PartitionBuffer buffer, bool hasParked)
    {
        (_parts, _lease, _buffer, _needsLook, _hasLooked) = (parts, lease, buffer, hasParked, !hasParked);
        (_processor, _stream, _partition) = (lease.Id.Processor, lease.Id.Partition.Stream, lease.Id.Partition.Index);
        _letters = parts.Context.DeadLetterSink is { } sink ? new DeadLetterWriter(parts, sink, lease) : null;
        _look = parts.Context.Time.CreateTimer(static state => ((Parking)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether keys are parked from now on; if not, those that are stay so until they are released.</summary>
    public bool ParksNew => _letters is not null && _parts.Context.Options.DeadLetterMode == DeadLetterMode.ParkKey;

    public bool HasKeys => _hasKeys;

    /// <summary>Whether what is stored has to be read before anything more is handed out.</summary>
    public bool NeedsLook => _needsLook;

    /// <summary>A key that is to be played back; null: none.</summary>
    public ParkedKey? Released { get; private set; }

    /// <summary>Whether an owner before this one may have begun to play it back.</summary>
    public bool IsResumed { get; set; }

    /// <summary>An operator may have asked for a release.</summary>
    public void Look()
    {
        if (!_hasKeys) return;
        _needsLook = true;
        _buffer.Wake();
    }

    /// <summary>The lease was taken anew: another owner may have been there meanwhile.</summary>
    public void Forget(bool hasParked)
    {
        _keys.Clear();
        (_hasKeys, _needsLook, _hasLooked, Released) = (false, hasParked, !hasParked, null);
    }

    /// <summary>Reads what is stored. Afterwards the lease may be lost.</summary>
    public async ValueTask ReadAsync()
    {
        _needsLook = false;
        IReadOnlyList<ParkedKey> found = [];
        if (!await RetryAsync(async token => found = await _parts.Context.Broker.InspectParkedAsync(_lease.Id, token))) return;
        _keys.Clear();
        var before = Released;
        Released = null;
        foreach (var key in found)
        {
            _keys.Add(key.Key);
            if (key.IsReleasing && (Released is null || key.First < Released.First)) Released = key;
        }

        if (!_hasLooked) IsResumed = Released is not null;
        _hasLooked = true;
        _hasKeys = found.Count > 0;
        var period = found.Count > 0 ? _parts.Context.Options.LockExpiry / 3 : Timeout.InfiniteTimeSpan;
        _look.Change(period, period);
        if (Released is { } released && !KeyComparer.Instance.Equals(released.Key, before?.Key))
            _parts.Logger.Releasing(_processor, Text(released.Key), _stream, _partition, released.Count);
    }

    /// <summary>Takes those events out of a delivery whose key is parked; where all are, they stay in it. Null: none is.</summary>
    public SetAside? SetAside(Delivery delivery)
    {
        var events = delivery.Events;
        List<ParkedFollower>? followers = null;
        for (var i = 0; i < events.Count; i++)
        {
            if (StoredRecord.KeyOf(_parts.Context.Stream, events[i].Fields) is { } key && _keys.Contains(key))
                (followers ??= []).Add(new ParkedFollower(key, events[i]));
        }

        if (followers is null) return null;
        var left = new RawEvent[events.Count - followers.Count];
        for (var (i, at, next) = (0, 0, 0); i < events.Count; i++)
        {
            if (next < followers.Count && followers[next].Event.Id == events[i].Id) next++;
            else left[at++] = events[i];
        }

        if (left.Length > 0) delivery.Fill(left);
        return new SetAside(followers, left.Length == 0);
    }

    /// <summary>
    /// Gives up what failed for good (null: nothing did): each event of the delivery becomes a dead letter and, if <paramref name="parks"/>, is to be
    /// parked. So are the followers that were set aside.
    /// </summary>
    /// <exception cref="OperationCanceledException">The lease was lost.</exception>
    public async ValueTask<ParkPlan> PrepareAsync(Delivery delivery, Exception? error, bool parks, SetAside? aside)
    {
        var plan = new ParkPlan(follows: error is null && aside is { IsAll: true });
        if (error is not null)
        {
            var events = delivery.Events;
            for (var i = 0; i < events.Count; i++)
            {
                var raw = events[i];
                var letter = await _letters!.AppendAsync(delivery, raw, error, isTried: true);
                if (!parks) continue;
                if (StoredRecord.KeyOf(_parts.Context.Stream, raw.Fields) is { } key)
                {
                    plan.Entries.Add(new ParkEntry(key, new ParkedEvent(raw.Id, letter, raw.Fields)));
                    continue;
                }

                // Whose later events should follow it is not known.
                plan.HasUnknown = true;
                _parts.Logger.NoKeyToPark(_processor, raw.Id, _stream, _partition);
            }
        }

        if (aside is null) return plan;
        foreach (var follower in aside.Followers)
        {
            var waits = new ProcessorException($"Not handled: its key '{Text(follower.Key)}' is parked, and it waits behind the events before it.");
            var letter = _letters is null ? EntryId.Zero : await _letters.AppendAsync(delivery, follower.Event, waits, isTried: false);
            plan.Entries.Add(new ParkEntry(follower.Key, new ParkedEvent(follower.Event.Id, letter, follower.Event.Fields)));
        }

        plan.Entries.Sort(static (left, right) => left.Event.Id.CompareTo(right.Event.Id));
        return plan;
    }

    /// <summary>Parks what was planned and moves the cursor, both or neither. Everything before it has to be committed.</summary>
    /// <returns>Fenced and Moved: the lease is lost.</returns>
    public async ValueTask<ParkStatus> ParkAsync(ParkPlan plan, CommitSlot slot, EntryId last, int count, Exception? error)
    {
        var options = _parts.Context.Options;
        var expected = slot.Confirmed;
        ParkReply? reply = null;
        await RetryAsync(async token => reply = await _parts.Context.Broker.ParkAsync(
            new ParkRequest(_lease.Claim, expected, last, count, plan.Entries, plan.Follows, options.MaxParkedKeys, options.MaxParkedEvents), token));
        switch (reply?.Status)
        {
            case ParkStatus.Parked:
                slot.Confirm(last);
                Keep(plan, error);
                return ParkStatus.Parked;
            case ParkStatus.Moved:
                if (_lease.Lose(LeaseLoss.Moved)) _parts.Logger.CursorMoved(_processor, _stream, _partition, expected, reply.Stored);
                return ParkStatus.Moved;
            case ParkStatus.Free:
                // An operator has discarded a key a moment ago: what was to follow it may be handed out.
                _needsLook = true;
                var letters = new List<EntryId>();
                foreach (var entry in plan.Entries)
                {
                    if (entry.Event.Letter != EntryId.Zero) letters.Add(entry.Event.Letter);
                }

                if (letters.Count > 0) await DeleteAsync(letters, plan.Entries[0].Event.Id);
                return ParkStatus.Free;
            case ParkStatus.Full:
                return ParkStatus.Full;
            default:
                if (reply is not null) Lose();
                return ParkStatus.Fenced;
        }
    }

    /// <summary>Why one could not be parked, and what to do.</summary>
    public ProcessorException Full(ParkPlan plan, Exception? error)
    {
        var options = _parts.Context.Options;
        var first = plan.Entries[0];
        return new ProcessorException(
            $"Event {first.Event.Id} of {_stream}/{_partition} cannot be parked with its key '{Text(first.Key)}': processor '{_processor}' has "
            + $"MaxParkedKeys ({options.MaxParkedKeys}) or MaxParkedEvents ({options.MaxParkedEvents}) of this partition parked already. "
            + "See 'deadletter parked'; release or discard some ('deadletter release'), or raise the setting, and resume.",
            error);
    }

    /// <summary>The oldest events of the key that is to be played back; null: there are none, or the lease is lost.</summary>
    public async ValueTask<IReadOnlyList<ParkedEvent>?> ReadReleasedAsync(ParkedKey key, int count)
    {
        IReadOnlyList<ParkedEvent> events = [];
        if (!await RetryAsync(async token => events = await _parts.Context.Broker.ReadParkedAsync(_lease.Id, key.Key, count, token))) return null;
        if (events.Count > 0) return events;

        // An operator has discarded it a moment ago; or its events are lost, and the key must not wait for them for ever.
        await UnparkAsync(key, EntryId.Zero, 1);
        (Released, _needsLook) = (null, true);
        return null;
    }

    /// <summary>Takes out what was played back; then deletes the letters of it.</summary>
    public async ValueTask PlayedAsync(ParkedKey key, IReadOnlyList<ParkedEvent> events, bool keepsLetters)
    {
        if (!await UnparkAsync(key, events[0].Id, events.Count)) return;
        var letters = new List<EntryId>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Letter != EntryId.Zero) letters.Add(events[i].Letter);
        }

        if (!keepsLetters && letters.Count > 0) await DeleteAsync(letters, events[0].Id);
    }

    /// <summary>An event that was played back failed again: the key stays parked, with this event first.</summary>
    public async ValueTask EndReleaseAsync(ParkedKey key, EntryId failed, Exception error)
    {
        if (!await UnparkAsync(key, EntryId.Zero, 0)) return;
        _parts.Logger.ReleaseFailed(error, _processor, Text(key.Key), failed, _stream, _partition);
    }

    public void Dispose() => _look.Dispose();

    /// <summary>Deletes letters of events that are handled; should it fail, they stay, for people to delete.</summary>
    private async ValueTask DeleteAsync(List<EntryId> letters, EntryId first)
    {
        if (_parts.Context.DeadLetterSink is not { } sink) return;
        try
        {
            await _parts.Context.Broker.DeleteAsync(new PartitionId(sink.Name, 0), letters, _lease.Token);
        }
        catch (BrokerException error)
        {
            _parts.Logger.LetterStays(_processor, letters[0], sink.Name, first, _stream, _partition, error.Message);
        }
        catch (OperationCanceledException) when (_lease.Token.IsCancellationRequested)
        {
            _parts.Logger.LetterStays(_processor, letters[0], sink.Name, first, _stream, _partition, "the lease was lost");
        }
    }

    private static string Text(byte[] key) => System.Text.Encoding.UTF8.GetString(key);

    private void Keep(ParkPlan plan, Exception? error)
    {
        foreach (var entry in plan.Entries)
        {
            if (_keys.Add(entry.Key)) _parts.Logger.Parked(error, _processor, Text(entry.Key), entry.Event.Id, _stream, _partition);
            else _parts.Logger.Followed(_processor, Text(entry.Key), entry.Event.Id, _stream, _partition);
        }

        if (_hasKeys) return;
        _hasKeys = true;
        _look.Change(_parts.Context.Options.LockExpiry / 3, _parts.Context.Options.LockExpiry / 3);
    }

    private async ValueTask<bool> UnparkAsync(ParkedKey key, EntryId first, int count)
    {
        // Whatever the answer: what is stored now is read anew.
        var isHeld = false;
        var isAnswered = await RetryAsync(async token => isHeld = await _parts.Context.Broker.UnparkAsync(_lease.Claim, key.Key, first, count, token));
        if (isAnswered && !isHeld) Lose();
        var isOver = count == 0 || key.Count <= count;
        Released = isOver ? null : key with { Count = key.Count - count };
        _needsLook |= isOver;
        return isAnswered && isHeld;
    }

    private void Lose()
    {
        if (_lease.Lose(LeaseLoss.Fenced)) _parts.Logger.LeaseFenced(_processor, _stream, _partition, _lease.Epoch);
    }

    /// <summary>Tries a call of the broker until it is answered. False: the lease was lost before.</summary>
    private async Task<bool> RetryAsync(Func<CancellationToken, Task> call)
    {
        var backoff = Backoff.ForBroker;
        while (!_lease.Token.IsCancellationRequested)
        {
            try
            {
                await call(_lease.Token);
                return true;
            }
            catch (BrokerException error)
            {
                _parts.Logger.ParkingRefused(_processor, _stream, _partition, error.Message);
            }
            catch (OperationCanceledException) when (_lease.Token.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(backoff.Next(), _parts.Context.Time, _lease.Token).ConfigureAwait(Threading.Waits.Quietly);
        }

        return false;
    }
}
