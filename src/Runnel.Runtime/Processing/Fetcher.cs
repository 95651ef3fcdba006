using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Coordination;
using Runnel.Telemetry;
using Runnel.Threading;

namespace Runnel.Processing;

/// <summary>
/// The one reader of an executor, for all its partitions. Partitions with more to read are read as soon as they have room, in one call;
/// partitions that are caught up stand in one blocking wait, which is ended and armed anew when that set changes. A full partition is in
/// neither: it slows nobody.
/// </summary>
internal sealed class Fetcher : IDisposable
{
    private static readonly TimeSpan RefusedRest = TimeSpan.FromSeconds(1);

    private readonly IBroker _broker;
    private readonly string _waiter;
    private readonly string _processor;
    private readonly TimeSpan _waitTimeout;
    private readonly TimeProvider _time;
    private readonly Outage _outage;
    private readonly ILogger _logger;
    private readonly AsyncSignal _signal = new();
    private readonly ITimer _alarm;
    private readonly PartitionBuffer[] _buffers;
    private readonly string?[] _reported;
    private readonly FetchSet _reads;
    private readonly LoopPulse _readPulse;
    private readonly LoopPulse _waitPulse;
    private FetchSet _late;
    private FetchSet _armed;
    private Task<ReadReply>? _wait;
    private CancellationTokenSource? _disarm;
    private Backoff _backoff = Backoff.ForBroker;
    private long _restUntil = long.MinValue;

    public Fetcher(ExecutorContext context, string executor, Outage outage, ILogger logger)
    {
        (_broker, _time, _outage, _logger) = (context.Broker, context.Time, outage, logger);
        (_waiter, _processor, _waitTimeout) = (executor, context.Processor.Name, context.Options.ReadTimeout);
        _alarm = _time.CreateTimer(static state => ((AsyncSignal)state!).Set(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _buffers = new PartitionBuffer[context.Stream.PartitionCount];
        var share = PrefetchLimit.ShareOf(_buffers.Length);
        for (var i = 0; i < _buffers.Length; i++)
            _buffers[i] = new PartitionBuffer(new PartitionId(context.Stream.Name, i), new PrefetchLimit(context.Options.PrefetchCount, share), _signal);
        _reported = new string?[_buffers.Length];
        (_readPulse, _waitPulse) = (new LoopPulse("reading", _time), new LoopPulse("waiting for news", _time));
        (_reads, _late, _armed) = (new(_buffers.Length), new(_buffers.Length), new(_buffers.Length));
    }

    /// <summary>One buffer per partition.</summary>
    public IReadOnlyList<PartitionBuffer> Buffers => _buffers;

    /// <summary>Whether it advances.</summary>
    public LoopPulse[] Pulses => [_readPulse, _waitPulse];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(static state => ((AsyncSignal)state!).Set(), _signal);
        try
        {
            while (!cancellationToken.IsCancellationRequested) await StepAsync(cancellationToken);
        }
        finally
        {
            if (_wait is not null) await DisarmAsync();
            _readPulse.Rest();
        }
    }

    public void Dispose() => _alarm.Dispose();

    private async ValueTask StepAsync(CancellationToken cancellationToken)
    {
        _readPulse.Expect(TimeSpan.Zero);
        if (_wait is { IsCompleted: true }) await EndWaitAsync();
        var now = _time.GetTimestamp();
        Plan(now);
        if (now >= _restUntil)
        {
            if (_reads.Count > 0)
            {
                // Those that are caught up but not in the present wait come along: arming it anew for each would cost more.
                _reads.AddAll(_late);
                await ReadAsync(cancellationToken);
                return;
            }

            if (_late.Count > 0)
            {
                if (_wait is null) Arm(cancellationToken);
                else await DisarmAsync();
                return;
            }
        }

        SetAlarm(now);
        await _signal.WaitAsync();
    }

    /// <summary>
    /// Wakes the loop when the next rest is over. Set before each wait anew: a timer's clock is coarser than the one that rests are measured
    /// by, so that an alarm may come too early.
    /// </summary>
    private void SetAlarm(long now)
    {
        var until = _restUntil > now ? _restUntil : long.MaxValue;
        foreach (var buffer in _buffers)
        {
            if (buffer.RestUntil is var end && end > now && end < until) until = end;
        }

        if (until == long.MaxValue)
        {
            _readPulse.Rest();
            return;
        }

        var rest = _time.GetElapsedTime(now, until) + TimeSpan.FromMilliseconds(1);
        _readPulse.Expect(rest);
        _alarm.Change(rest, Timeout.InfiniteTimeSpan);
    }

    private void Plan(long now)
    {
        _reads.Clear();
        _late.Clear();
        var generation = _broker.Generation;
        for (var i = 0; i < _buffers.Length; i++)
        {
            var plan = _buffers[i].Plan(generation, now, out var request, out var version);
            if (plan == FetchPlan.Read) _reads.Add(request, version);
            else if (plan == FetchPlan.Wait && !_armed.Holds(i, version)) _late.Add(request, version);
        }
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _broker.ReadAsync(_reads.Requests, cancellationToken);
            Publish(reply, _reads);
            foreach (var request in _reads.Requests)
            {
                var partition = request.Partition.Index;
                if (!_reads.IsAnswered(partition)) _buffers[partition].Publish(_reads.VersionOf(partition), reply.Generation, request.Count, []);
            }

            Succeeded();
        }
        catch (BrokerException error)
        {
            _reads.Clear(afterFailure: true);
            Failed(error);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private void Arm(CancellationToken cancellationToken)
    {
        (_armed, _late) = (_late, _armed);
        _disarm = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _waitPulse.Expect(_waitTimeout);
        _wait = WaitAsync(_disarm.Token);

        // Only once the task has ended: a signal from inside it could be taken before the end can be seen, and then nobody would look again.
        _ = _wait.ContinueWith(
            static (_, state) => ((AsyncSignal)state!).Set(), _signal, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<ReadReply> WaitAsync(CancellationToken cancellationToken)
        => await _broker.WaitAsync(_waiter, _armed.Requests, _waitTimeout, cancellationToken);

    private async ValueTask DisarmAsync()
    {
        await Background.CancelAsync(_disarm!);
        await EndWaitAsync();
    }

    private async ValueTask EndWaitAsync()
    {
        var (hasFailed, hasNews) = (true, false);
        try
        {
            // A wait that was ended may still bring what came at that instant.
            var reply = await _wait!;
            Publish(reply, _armed);
            (hasFailed, hasNews) = (false, reply.Partitions.Count > 0);
            Succeeded();
        }
        catch (BrokerException error)
        {
            Failed(error);
        }
        catch (OperationCanceledException) when (_disarm!.IsCancellationRequested)
        {
        }
        finally
        {
            _wait = null;
            _waitPulse.Rest();
            _disarm!.Dispose();
            _disarm = null;
            _armed.Clear(hasFailed);
        }

        // Whoever was woken goes first: the next wait would be made and sent on the thread that they wait for, and that delays no event.
        if (hasNews) await Task.Yield();
    }

    private void Publish(ReadReply reply, FetchSet set)
    {
        for (var i = 0; i < reply.Partitions.Count; i++)
        {
            var answer = reply.Partitions[i];
            var partition = answer.Partition.Index;
            set.MarkAnswered(partition);
            if (answer.Error is { } error) Rest(partition, set.VersionOf(partition), error);
            else if (answer.Entries.Count > 0) _buffers[partition].Publish(set.VersionOf(partition), reply.Generation, set.CountOf(partition), answer.Entries);
            if (answer.Error is null) _reported[partition] = null;
        }
    }

    /// <summary>One partition cannot be read (its key holds something else): it alone rests.</summary>
    private void Rest(int partition, int version, BrokerException error)
    {
        if (_reported[partition] != error.Message) _logger.ReadRefused(_processor, _buffers[partition].Partition.Stream, partition, error.Message);
        _reported[partition] = error.Message;
        _buffers[partition].Rest(version, _time.GetTimestamp() + (long)(RefusedRest.TotalSeconds * _time.TimestampFrequency));
    }

    private void Succeeded()
    {
        _backoff.Reset();
        _restUntil = long.MinValue;
        _outage.End();
    }

    private void Failed(BrokerException error)
    {
        _outage.Report(error);
        _restUntil = _time.GetTimestamp() + (long)(_backoff.Next().TotalSeconds * _time.TimestampFrequency);
    }
}
