using Runnel.Brokers;
using Runnel.Threading;

namespace Runnel.Streams;

/// <summary>Brings a lane's batches to the broker, one after the other, each as often as it takes to learn what became of it.</summary>
internal sealed class LaneSender(PartitionId partition, LaneSettings settings)
{
    private readonly SendLimit _limit = new(settings);
    private readonly SendCount _sent = new(partition.Stream, settings.Logger);
    private readonly FullPartition _full = new(partition, settings);
    private string _producer = settings.Producer;
    private long _sequence;

    /// <summary>Gives up the batch in flight, and all later ones before they are tried.</summary>
    public void Abort() => _limit.Abort();

    /// <summary>Ends when all that an abort woke has run.</summary>
    public Task WhenAbortedAsync() => _limit.WhenAbortedAsync();

    /// <summary>Sends a batch until each record in it has an outcome; empties the list.</summary>
    public async ValueTask SendAsync(List<QueuedSend> batch, LaneQueue waiting)
    {
        var limit = _limit.Begin();
        try
        {
            if (!settings.Gate.IsOpen) await PassGateAsync(batch, limit);
            var isFull = false;
            for (var attempt = 1; batch.Count > 0; attempt++)
            {
                if (await AppendAsync(batch, waiting, isFull, limit) is not { } reply) continue;
                Settle(batch, reply);
                if (reply.FailedIndex > 0) attempt = 0;
                isFull = reply.Status == AppendStatus.Full;
                if (isFull) await WaitForRoomAsync(batch, waiting, attempt, limit);
            }
        }
        catch (Exception error)
        {
            // Nothing above throws but a user's logger: it must not stop the lane, nor leave a caller without an answer.
            Fail(batch, SendOutcome.Unknown, error.Message, error);
        }
        finally
        {
            _limit.End();
        }
    }

    /// <summary>Waits until the app's declaration was checked. When that never comes, or it was refused, all records fail.</summary>
    private async ValueTask PassGateAsync(List<QueuedSend> batch, CancellationToken limit)
    {
        string? refusal;
        try
        {
            refusal = await settings.Gate.WaitAsync(limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            refusal = _limit.IsAborted ? SendFailures.Closed : SendFailures.NotConnected(settings.SendTimeout);
        }

        if (refusal is null) return;
        var count = batch.Count;
        Fail(batch, SendOutcome.NotAppended, refusal, null);
        settings.Logger.Failed(count, partition, SendOutcome.NotAppended, refusal);
    }

    /// <summary>
    /// Appends under one sequence. The broker does that at most once however often it is asked, so a lost answer is simply asked for again.
    /// When it never comes, the next batch has a higher sequence, and this one is stale if it should still arrive after that.
    /// </summary>
    /// <returns>The answer; null: there is none, and all records have failed.</returns>
    private async ValueTask<AppendReply?> AppendAsync(List<QueuedSend> batch, LaneQueue waiting, bool wasFull, CancellationToken limit)
    {
        var append = new AppendBatch(_producer, ++_sequence, EntriesOf(batch), settings.MaxLength, settings.AnswerLifetime) { IsLimited = settings.IsLimited };
        var isUncertain = false;
        Exception? failure = null;
        for (var attempt = 1; !limit.IsCancellationRequested; attempt++)
        {
            try
            {
                var reply = await settings.Broker.AppendAsync(partition, append, limit);
                if (reply.Status != AppendStatus.Stale) return Checked(reply, batch);
                append = Succeed(append);
                if (isUncertain) break;
            }
            catch (BrokerException error)
            {
                isUncertain |= error.IsUncertain;
                failure = error;
                if (!error.IsTransient) break;
            }
            catch (OperationCanceledException error) when (limit.IsCancellationRequested)
            {
                isUncertain = true;
                failure ??= error;
                break;
            }
            catch (Exception error)
            {
                settings.Logger.Unexpected(error, batch.Count, partition);
                isUncertain = true;
                failure = error;
                break;
            }

            FailExpired(waiting, SendFailures.Expired(settings.SendTimeout));
            await PauseAsync(batch.Count, attempt, failure?.Message ?? "the batch was stale", limit);
        }

        // The time was over before it was tried again.
        if (wasFull && failure is null && !isUncertain) await FailFullAsync(batch);
        else FailAll(batch, isUncertain ? SendOutcome.Unknown : SendOutcome.NotAppended, failure);
        return null;
    }

    private static AppendEntry[] EntriesOf(List<QueuedSend> batch)
    {
        var entries = new AppendEntry[batch.Count];
        for (var i = 0; i < entries.Length; i++) entries[i] = new AppendEntry(batch[i].Fields, batch[i].Id);
        return entries;
    }

    private static AppendReply Checked(in AppendReply reply, List<QueuedSend> batch)
        => reply.Status == AppendStatus.Appended || (uint)reply.FailedIndex < (uint)batch.Count
            ? reply
            : throw new InvalidOperationException($"The broker answered that record {reply.FailedIndex} of {batch.Count} failed.");

    /// <summary>
    /// The broker has seen a later batch under this producer's id, so somebody else uses it. Under an id of its own the lane can go on; what
    /// was stale stays stale for ever, so nothing comes twice.
    /// </summary>
    private AppendBatch Succeed(AppendBatch append)
    {
        var successor = $"{settings.Producer}.{Chance.NextGuid():n}";
        settings.Logger.Stale(_producer, partition, append.Sequence, successor);
        (_producer, _sequence) = (successor, 1);
        return append with { Producer = _producer, Sequence = _sequence };
    }

    /// <summary>What waits behind a batch that cannot be sent must not wait longer than it was promised.</summary>
    private void FailExpired(LaneQueue waiting, string reason, bool isFull = false)
    {
        foreach (var send in waiting.Remove(static (send, _, queue) => send.Target.IsWithdrawn || queue.IsExpired(send)))
            SendFailures.Refuse(send, partition, reason, isFull);
    }

    /// <summary>
    /// What found no room waits in its turn, so that the order stays, and may be withdrawn meanwhile; or it fails. What is in the batch is
    /// surely not in the stream: the broker's answer says so for good.
    /// </summary>
    private async ValueTask WaitForRoomAsync(List<QueuedSend> batch, LaneQueue waiting, int attempt, CancellationToken limit)
    {
        if (settings.WhenFull == WhenFull.Wait && !limit.IsCancellationRequested)
        {
            foreach (var send in batch) send.Target.TakeBack();
            await _full.TellAsync(limit);
            FailExpired(waiting, SendFailures.ExpiredBeforeFull(settings.SendTimeout), isFull: true);
            await PauseAsync(batch.Count, Math.Max(1, attempt), "the partition is full", limit);
            batch.RemoveAll(static send =>
            {
                if (send.Target.TryBegin()) return false;
                send.Target.Dropped(send);
                return true;
            });
            if (!limit.IsCancellationRequested) return;
        }

        await FailFullAsync(batch);
    }

    private async ValueTask FailFullAsync(List<QueuedSend> batch)
    {
        if (batch.Count == 0) return;
        if (_limit.IsAborted)
        {
            FailAll(batch, SendOutcome.NotAppended, null);
            return;
        }

        var reason = await _full.DescribeAsync(CancellationToken.None);
        _sent.Failed(batch.Count, SendOutcome.NotAppended);
        foreach (var send in batch) send.Target.Failed(send, SendFailures.Full(partition, reason));
        var count = batch.Count;
        batch.Clear();
        settings.Logger.Failed(count, partition, SendOutcome.NotAppended, reason);
    }

    private async ValueTask PauseAsync(int count, int attempt, string reason, CancellationToken limit)
    {
        var longest = LaneLimits.FirstBackoff * Math.Pow(2, Math.Min(attempt - 1, 10));
        if (longest > LaneLimits.LongestBackoff) longest = LaneLimits.LongestBackoff;
        var pause = longest * (0.5 + (Chance.NextDouble() / 2));
        settings.Logger.Retrying(count, partition, pause, attempt + 1, reason);
        await Task.Delay(pause, settings.Time, limit).ConfigureAwait(Waits.Quietly);
    }

    private void Settle(List<QueuedSend> batch, in AppendReply reply)
    {
        var appended = reply.Status == AppendStatus.Appended ? batch.Count : reply.FailedIndex;
        _sent.Appended(appended);
        for (var i = 0; i < appended; i++)
        {
            var send = batch[i];
            send.Target.Succeeded(send, send.Id ?? reply.First with { Sequence = reply.First.Sequence + (ulong)i });
        }

        batch.RemoveRange(0, appended);
        if (reply.Status is AppendStatus.Appended or AppendStatus.Full) return;

        _sent.Failed(1, SendOutcome.NotAppended);
        var refused = batch[0];
        batch.RemoveAt(0);
        var reason = $"the broker refused it{(refused.Id is { } id ? $" with id {id}" : "")}: {reply.Error}";
        refused.Target.Failed(refused, SendFailures.NotAppended(partition, reason));

        for (var i = batch.Count - 1; i >= 0; i--)
        {
            if (batch[i].Target.GoesOn) continue;
            batch[i].Target.Dropped(batch[i]);
            batch.RemoveAt(i);
        }

        settings.Logger.Failed(1, partition, SendOutcome.NotAppended, reason);
    }

    private void FailAll(List<QueuedSend> batch, SendOutcome outcome, Exception? failure)
    {
        var reason = failure switch
        {
            null => SendFailures.Closed,
            OperationCanceledException when _limit.IsAborted => SendFailures.Closed,
            OperationCanceledException => SendFailures.TimedOut(settings.SendTimeout),
            _ => failure.Message,
        };
        var count = batch.Count;
        _sent.Failed(count, outcome);
        Fail(batch, outcome, reason, failure);
        settings.Logger.Failed(count, partition, outcome, reason);
    }

    private void Fail(List<QueuedSend> batch, SendOutcome outcome, string reason, Exception? failure)
    {
        foreach (var send in batch)
        {
            send.Target.Failed(send, outcome == SendOutcome.Unknown
                ? SendFailures.Unknown(partition, reason, failure)
                : SendFailures.NotAppended(partition, reason, failure));
        }

        batch.Clear();
    }
}
