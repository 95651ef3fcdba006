using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Pipeline;
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
        if (Released is { } released && !KeyComparer.Instance.Equals(released.Key, before?.Key)) _parts.Logger.Releasing(_processor, EventText(released.Key), _stream, _partition, released.Count);
    }

    /// <summary>Parks those events of a delivery whose key is parked, and leaves the others in it.</summary>
    public async ValueTask SetAsideAsync(Delivery delivery, ParkOutcome outcome)
    {
        var events = delivery.Events;
        List<RawEvent>? left = null;
        for (var i = 0; i < events.Count; i++)
        {
            var raw = events[i];
            var key = StoredRecord.KeyOf(_parts.Context.Stream, raw.Fields);
            var isParked = key is not null && _keys.Contains(key);
            if (isParked)
            {
                var status = await FollowAsync(delivery, raw, key!);
                if (status is ParkStatus.Full or ParkStatus.Fenced)
                {
                    outcome.Set(status, status == ParkStatus.Full ? Full(key!, raw) : null);
                    return;
                }

                isParked = status == ParkStatus.Parked;
            }

            if (!isParked) left?.Add(raw);
            else if (left is null)
            {
                left = new List<RawEvent>(events.Count);
                for (var before = 0; before < i; before++) left.Add(events[before]);
            }
        }

        outcome.Left = left?.Count ?? events.Count;
        if (left is { Count: > 0 }) delivery.Fill([.. left]);
    }

    /// <summary>Gives up what failed for good: each event becomes a dead letter, and, if <paramref name="parks"/>, its key is parked.</summary>
    public async ValueTask GiveUpAsync(Delivery delivery, Exception error, bool parks, ParkOutcome outcome)
    {
        var events = delivery.Events;
        for (var i = 0; i < events.Count; i++)
        {
            var raw = events[i];
            EntryId letter;
            try
            {
                letter = await _letters!.AppendAsync(delivery, raw, error, isTried: true);
            }
            catch (OperationCanceledException) when (_lease.Token.IsCancellationRequested)
            {
                outcome.Set(ParkStatus.Fenced, null);
                return;
            }

            if (!parks) continue;
            if (StoredRecord.KeyOf(_parts.Context.Stream, raw.Fields) is not { } key)
            {
                // Whose later events should follow it is not known.
                _parts.Logger.NoKeyToPark(_processor, raw.Id, _stream, _partition);
                outcome.Set(ParkStatus.Free, null);
                continue;
            }

            var status = await ParkAsync(key, new ParkedEvent(raw.Id, letter, raw.Fields), follows: false);
            if (status != ParkStatus.Parked)
            {
                outcome.Set(status, status == ParkStatus.Full ? Full(key, raw, error) : null);
                return;
            }

            _parts.Logger.Parked(error, _processor, EventText(key), raw.Id, _stream, _partition);
            _keys.Add(key);
            if (_hasKeys) continue;
            _hasKeys = true;
            _look.Change(_parts.Context.Options.LockExpiry / 3, _parts.Context.Options.LockExpiry / 3);
        }
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
        _parts.Logger.ReleaseFailed(error, _processor, EventText(key.Key), failed, _stream, _partition);
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

    private static string EventText(byte[] key) => System.Text.Encoding.UTF8.GetString(key);

    private async ValueTask<ParkStatus> FollowAsync(Delivery delivery, RawEvent raw, byte[] key)
    {
        var letter = EntryId.Zero;
        try
        {
            if (_letters is not null)
                letter = await _letters.AppendAsync(delivery, raw, new ProcessorException($"Not handled: its key '{EventText(key)}' is parked, and it waits behind the events before it."), isTried: false);
        }
        catch (OperationCanceledException) when (_lease.Token.IsCancellationRequested)
        {
            return ParkStatus.Fenced;
        }

        var status = await ParkAsync(key, new ParkedEvent(raw.Id, letter, raw.Fields), follows: true);
        if (status == ParkStatus.Parked) _parts.Logger.Followed(_processor, EventText(key), raw.Id, _stream, _partition);
        if (status != ParkStatus.Free) return status;

        // An operator has discarded it a moment ago.
        _keys.Remove(key);
        _needsLook = true;
        if (letter != EntryId.Zero) await DeleteAsync([letter], raw.Id);
        return status;
    }

    private async ValueTask<ParkStatus> ParkAsync(byte[] key, ParkedEvent parked, bool follows)
    {
        var options = _parts.Context.Options;
        var status = ParkStatus.Fenced;
        var isAnswered = await RetryAsync(async token => status = await _parts.Context.Broker.ParkAsync(
            new ParkRequest(_lease.Claim, key, parked, follows, options.MaxParkedKeys, options.MaxParkedEvents), token));
        if (isAnswered && status == ParkStatus.Fenced) Lose();
        return isAnswered ? status : ParkStatus.Fenced;
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

    private ProcessorException Full(byte[] key, in RawEvent raw, Exception? error = null)
    {
        var options = _parts.Context.Options;
        return new ProcessorException(
            $"Event {raw.Id} of {_stream}/{_partition} cannot be parked with its key '{EventText(key)}': processor '{_processor}' has MaxParkedKeys ({options.MaxParkedKeys}) "
            + $"or MaxParkedEvents ({options.MaxParkedEvents}) of this partition parked already. See 'deadletter parked'; release or discard some ('deadletter release'), or raise the "
            + "setting, and resume.",
            error);
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

/// <summary>What became of events that were to be parked.</summary>
internal sealed class ParkOutcome
{
    public ParkStatus Status { get; private set; } = ParkStatus.Parked;

    /// <summary>How many events of the delivery were not parked.</summary>
    public int Left { get; set; }

    /// <summary>Full: what to do.</summary>
    public ProcessorException? Error { get; private set; }

    public void Set(ParkStatus status, ProcessorException? error) => (Status, Error) = (status, error);
}
