namespace Runnel.Streams;

/// <summary>One call of SendManyAsync: pulls records from their source as there is room for them, and gives them to the lanes.</summary>
/// <param name="stream">The stream's name, for messages.</param>
/// <param name="lanes">The stream's lanes.</param>
/// <param name="partitionCount">How many partitions the stream has.</param>
/// <param name="prepare">Checks and encodes a record, and says where it goes.</param>
/// <param name="trace">The trace that all of the events belong to; null: none.</param>
internal sealed class ManySender<T>(
    string stream, LaneSet lanes, int partitionCount, Func<T, (int Partition, RawFields Fields)> prepare, SendTrace? trace)
    : IAsyncDisposable
{
    private readonly SendWindow _window = new(partitionCount);

    /// <summary>The place of the next record in the source.</summary>
    private long _index;

    /// <summary>Whether the source ended by itself.</summary>
    private bool _isExhausted;

    /// <summary>How many are surely in the stream, once the sending has ended.</summary>
    public long Appended => _window.Appended;

    public async Task<long> SendAsync(IAsyncEnumerable<T> records, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(static sender => ((ManySender<T>)sender!).Cancel(), this))
        {
            await PullAsync(records, cancellationToken);
            if (_window.IsStopped) lanes.Withdraw(_window);
            await _window.WhenSettledAsync();
        }

        if (_isExhausted && _window.Appended == _index) return _index;
        if (_window.Failure is { } failure) throw Failed(failure);
        throw new OperationCanceledException(
            $"Sending many records to '{stream}' was cancelled: {_window.Appended} are in the stream, the others are not.", cancellationToken);
    }

    public ValueTask DisposeAsync() => _window.DisposeAsync();

    private async Task PullAsync(IAsyncEnumerable<T> records, CancellationToken cancellationToken)
    {
        try
        {
            // A source that waits for its next record is told when another one has failed.
            await foreach (var record in records.WithCancellation(_window.Stopping))
            {
                if (_window.IsFull) await _window.WhenRoomAsync();
                if (_window.IsStopped) return;
                Add(record);
                _index++;
            }

            _isExhausted = true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A source that looks at the token itself may be faster than what the token calls here: it is a cancellation all the same.
            Cancel();
        }
        catch (Exception error)
        {
            _window.Stop(_index, error);
        }
    }

    private void Add(T record)
    {
        var (partition, fields) = prepare(record);
        if (trace is not null) fields = trace.Mark(fields);
        var send = new QueuedSend(_window, _index, fields, null, lanes.Time.GetTimestamp());
        _window.Add(send);
        lanes[partition].Send(send);
    }

    private void Cancel() => _window.Stop(long.MaxValue, null);

    private SendException Failed(Exception failure)
    {
        // Records after the one that stopped the source were never looked at; all before it were given to a lane.
        var firstMissing = Math.Min(_window.FirstMissing, _index);
        return new SendException(
            $"Sending many records to '{stream}' stopped: {_window.Appended} are surely in the stream, of {_window.Unknown} it is not known, the others "
            + $"are not in it. The first that is not surely in it stands at {firstMissing} of its source (from 0). {failure.Message}",
            _window.Unknown > 0 ? SendOutcome.Unknown : SendOutcome.NotAppended, failure)
        {
            AppendedCount = _window.Appended,
            IsPartitionFull = failure is SendException { IsPartitionFull: true },
            FirstMissing = firstMissing,
        };
    }
}
