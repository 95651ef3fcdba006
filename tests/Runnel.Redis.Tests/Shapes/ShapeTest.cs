using Runnel.Brokers;
using Runnel.Pipeline;
using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;
using Xunit;

namespace Runnel.Redis.Tests.Shapes;

/// <summary>
/// The base of tests in which a worker and a sender go on while servers of some shape are moved, stopped and killed under them. Each partition
/// gets the numbers 1, 2, 3 … in order.
/// </summary>
public abstract class ShapeTest : DeliveryTest
{
    private readonly List<int>[] _acknowledged = [.. Enumerable.Range(0, Partitions).Select(static _ => new List<int>())];
    private readonly CancellationTokenSource _enough = new();
    private static readonly GroupId Group = new(StreamName, ProcessorName);
    private int _heard;
    private Task _sending = Task.CompletedTask;

    private protected abstract Task<(IAsyncDisposable Servers, string EndPoints)> StartServersAsync();

    private protected override BrokerFixture CreateFixture() => new ShapeFixture(StartServersAsync);

    private protected TestWorker Worker { get; private set; } = null!;

    /// <summary>Starts a worker and the senders, and waits until all partitions are at work.</summary>
    private protected async Task StartTrafficAsync(ProcessorOptions? options = null)
    {
        Worker = await StartAsync(
            Processors.Event((tick, context, _) =>
            {
                Journal.Add(context.Partition, tick.Number);
                return Task.CompletedTask;
            }),
            options);
        await Broker.ListenAsync(Group, _ => Interlocked.Increment(ref _heard), Cancellation);
        _sending = Task.WhenAll(Enumerable.Range(0, Partitions).Select(SendAllAsync));
        await ProgressAsync();
    }

    /// <summary>Waits until every partition has acknowledged sends, and handled events, that came after this call.</summary>
    private protected async Task ProgressAsync(params int[] partitions)
    {
        foreach (var partition in partitions.Length > 0 ? partitions : [.. Enumerable.Range(0, Partitions)])
        {
            var sent = Acknowledged(partition);
            var goal = sent is [.., var last] ? last : 0;
            await Eventually.HoldsAsync(
                () => Acknowledged(partition).Count > sent.Count + 5, () => $"Partition {partition} has stopped sending. {Describe()}");
            await Eventually.HoldsAsync(
                () => Journal.Of(partition) is [.., var newest] && newest > goal, () => $"Partition {partition} stands still. {Describe()}");
        }
    }

    /// <summary>Ends the sending, and checks order, completeness, and that nothing was appended twice.</summary>
    /// <param name="mayLose">Whether sends that were acknowledged may have been lost, as with replication that lags.</param>
    private protected async Task VerifyAsync(bool mayLose = false)
    {
        await _enough.CancelAsync();
        await _sending;
        var heard = Volatile.Read(ref _heard);
        await Eventually.HoldsAsync(
            async () =>
            {
                await Brokers.OnceThereAsync(async () =>
                {
                    await Worker.Broker.AnnounceAsync(Group, new Announcement(AnnouncementKind.GroupChanged), Cancellation);
                    return true;
                });
                return Volatile.Read(ref _heard) > heard;
            },
            () => "Announcements are not heard any more.");
        for (var partition = 0; partition < Partitions; partition++)
        {
            var at = partition;
            var stored = await Brokers.OnceThereAsync(() => StoredAsync(at));
            Assert.Equal(stored.Order().Distinct(), stored);
            if (!mayLose) Assert.Empty(Acknowledged(at).Except(stored));
            await Eventually.HoldsAsync(
                () => !stored.Except(Journal.Of(at)).Any(),
                () => $"Partition {at}: {string.Join(' ', stored.Except(Journal.Of(at)))} are not handled. {Describe()}");
            var handled = Journal.Of(at).Distinct().ToList();
            var late = handled.Where((number, i) => i > 0 && number < handled[i - 1]);
            Assert.True(
                handled.Order().SequenceEqual(handled),
                $"Partition {partition}: {string.Join(' ', late)} came late; stored are {string.Join(' ', stored)}. {Describe()}");
        }

        Assert.False((await Worker.StopAsync()).Halted, Describe());
    }

    private List<int> Acknowledged(int partition)
    {
        lock (_acknowledged[partition]) return [.. _acknowledged[partition]];
    }

    private async Task SendAllAsync(int partition)
    {
        for (var number = 1; !_enough.IsCancellationRequested; number++)
        {
            try
            {
                await SendAsync(partition, number);
                lock (_acknowledged[partition]) _acknowledged[partition].Add(number);
            }
            catch (SendException)
            {
                // Said so: whether it was appended or not is not promised, only that it was not appended twice.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), Cancellation);
        }
    }

    private async ValueTask<List<int>> StoredAsync(int partition)
    {
        var codec = new PrimitiveCodec<Tick>();
        List<int> stored = [];
        for (var after = EntryId.Zero; ;)
        {
            var reply = await Broker.ReadAsync([new ReadRequest(new PartitionId(StreamName, partition), after, 1000)], Cancellation);
            if (reply.Partitions.Count == 0) return stored;
            if (reply.Partitions[0].Error is { } error) throw error;
            stored.AddRange(reply.Partitions[0].Entries.Select(entry => codec.Decode(entry.Fields).Number));
            after = reply.Partitions[0].Entries[^1].Id;
        }
    }
}
