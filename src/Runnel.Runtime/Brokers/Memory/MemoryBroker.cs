using Runnel.Threading;

namespace Runnel.Brokers.Memory;

/// <summary>One app's way to a <see cref="MemoryServer"/>: the broker that is embedded in the process. Its calls are done when they return.</summary>
/// <param name="app">The app's name: brokers of one name on one server see the same.</param>
/// <param name="server">The server.</param>
internal sealed partial class MemoryBroker(string app, MemoryServer server) : IBroker
{
    private static readonly PartitionEntries[] NoEntries = [];

    private long _outages;
    private bool _isCutOff;
    private bool _isDisposed;

    public string Address => "memory://";

    public bool IsEmbedded => true;

    public long Generation => 1 + server.Outages + Interlocked.Read(ref _outages);

    private MemoryApp App => server.App(app);

    public ValueTask ConnectAsync(CancellationToken cancellationToken)
        => WithoutResult(Call(0, static (_, _) => 0, cancellationToken));

    public ValueTask<AppendReply> AppendAsync(PartitionId partition, AppendBatch batch, CancellationToken cancellationToken)
        => Call((partition, batch), static (broker, call) => MemoryAppending.Append(broker.Server, broker.App, call.partition, call.batch), cancellationToken);

    public ValueTask<ReadReply> ReadAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
        => Call(requests, static (broker, requests) => broker.Read(requests), cancellationToken);

    public async ValueTask<ReadReply> WaitAsync(string waiter, IReadOnlyList<ReadRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = server.Time.GetTimestamp();
        while (true)
        {
            var news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ReadReply reply;
            lock (server.Gate)
            {
                EnsureReachable();
                reply = Read(requests);
                if (reply.Partitions.Count > 0) return reply;
                App.Waits.Add(news, requests);
            }

            try
            {
                var left = timeout - server.Time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero) return reply;
                await Waits.Follow(news.Task).WaitAsync(left, server.Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return reply;
            }
            finally
            {
                lock (server.Gate) App.Waits.Remove(news, requests);
            }
        }
    }

    public ValueTask<PartitionState> InspectAsync(PartitionId partition, CancellationToken cancellationToken)
        => Call(partition, static (broker, partition) => broker.App.Find(partition)?.View() ?? default, cancellationToken);

    public ValueTask<EntryCount> CountAsync(PartitionId partition, EntryId after, EntryId through, int limit, CancellationToken cancellationToken)
        => Call(
            (partition, after, through, limit),
            static (broker, call) => broker.App.Find(call.partition)?.Count(call.after, call.through, call.limit) ?? new EntryCount(0, IsExact: true, null),
            cancellationToken);

    public ValueTask DeleteAsync(PartitionId partition, IReadOnlyList<EntryId> ids, CancellationToken cancellationToken)
        => WithoutResult(Call((partition, ids), static (broker, call) =>
        {
            MemoryDeleting.Delete(broker.App, call.partition, call.ids);
            return 0;
        }, cancellationToken));

    /// <summary>Cuts this broker off from the server: calls and waits fail with <see cref="BrokerFailure.Unavailable"/> until <see cref="Restore"/>. For tests.</summary>
    public void CutOff()
    {
        lock (server.Gate)
        {
            if (_isCutOff) return;
            _isCutOff = true;
            Interlocked.Increment(ref _outages);
            App.Waits.SignalAll();
        }
    }

    /// <summary>Ends <see cref="CutOff"/>.</summary>
    public void Restore()
    {
        lock (server.Gate) _isCutOff = false;
    }

    public ValueTask DisposeAsync()
    {
        lock (server.Gate)
        {
            _isDisposed = true;
            App.Waits.SignalAll();
        }

        return ValueTask.CompletedTask;
    }

    private MemoryServer Server => server;

    private ReadReply Read(IReadOnlyList<ReadRequest> requests)
    {
        List<PartitionEntries>? found = null;
        for (var i = 0; i < requests.Count; i++)
        {
            var (partition, after, count) = requests[i];
            try
            {
                var entries = App.Find(partition)?.ReadAfter(after, count);
                if (entries is { Length: > 0 }) (found ??= new(requests.Count)).Add(new PartitionEntries(partition, entries));
            }
            catch (BrokerException error)
            {
                (found ??= new(requests.Count)).Add(new PartitionEntries(partition, [], error));
            }
        }

        return new ReadReply(Generation, found ?? (IReadOnlyList<PartitionEntries>)NoEntries);
    }

    private ValueTask<TResult> Call<TArgument, TResult>(
        TArgument argument, Func<MemoryBroker, TArgument, TResult> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TResult>(cancellationToken);
        try
        {
            lock (server.Gate)
            {
                EnsureReachable();
                return ValueTask.FromResult(call(this, argument));
            }
        }
        catch (Exception error)
        {
            // As over a network: a failure is in the answer, not in the asking.
            return ValueTask.FromException<TResult>(error);
        }
    }

    private static async ValueTask WithoutResult(ValueTask<int> call) => await call;

    private void EnsureReachable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isCutOff || !server.IsReachable)
            throw new BrokerException(BrokerFailure.Unavailable, "The embedded broker was cut off by its test; it comes back when the test restores it.");
    }
}
