using System.Runtime.ExceptionServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Hosting;
using Runnel.Testing.Draining;
using Runnel.Testing.Watching;

namespace Runnel.Testing;

/// <summary>
/// An app under test, with its workers, on an embedded broker of its own and by a clock that stands still until the test moves it.
/// <see cref="RunnelTestHost.StartAsync"/> makes it. Hosts share nothing: tests may run side by side.
/// </summary>
/// <typeparam name="TApp">The app.</typeparam>
public sealed class RunnelTestHost<TApp> : IAsyncDisposable
    where TApp : class, IRunnelApp<TApp>
{
    private readonly TestBed _bed;
    private readonly WorkerFactory<TApp> _factory;
    private readonly TestOperator _operator;
    private bool _isDisposed;

    internal RunnelTestHost(Action<RunnelApplicationBuilder<TApp>>? configure, RunnelTestSettings settings)
    {
        _bed = new TestBed(settings, TApp.Descriptor.Name);
        _bed.Clock.SettleAsync = (waitForHandlers, bound) => Drain.SettleAsync(_bed, waitForHandlers, bound);
        _factory = new WorkerFactory<TApp>(_bed, configure);
        _operator = new TestOperator(_bed);
    }

    /// <summary>The app's instance: that of the first worker that was not killed.</summary>
    /// <exception cref="InvalidOperationException">All workers were killed.</exception>
    public TApp App => Services.GetRequiredService<TApp>();

    /// <summary>The services of the same worker.</summary>
    /// <exception cref="InvalidOperationException">All workers were killed.</exception>
    public IServiceProvider Services => First.Services;

    /// <summary>The clock of the app, its workers and its broker.</summary>
    public TestClock Clock => _bed.Clock;

    /// <summary>All workers that were started, in that order, those that ended too.</summary>
    public IReadOnlyList<TestWorker> Workers => _bed.Workers;

    /// <summary>What is in the dead-letter sinks, in the order in which it came.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters =>
    [
        .. First.Runtime.Streams.Where(static stream => stream.Descriptor.DeadLettersOf is not null).SelectMany(_bed.View.Events).OrderBy(static raw => raw.Id).Select(ToDeadLetter),
    ];

    /// <summary>The partitions that are quarantined now.</summary>
    public IReadOnlyList<QuarantinedPartition> Quarantined => [.. _bed.Workers.SelectMany(static worker => worker.Processors).Distinct().SelectMany(FindQuarantined)];

    /// <summary>The keys that are parked now.</summary>
    public IReadOnlyList<ParkedKey> Parked => [.. _bed.Workers.SelectMany(static worker => worker.Processors).Distinct().SelectMany(FindParked)];

    /// <summary>Deliveries that failed and were to be tried again, one for each attempt, in the order in which they failed.</summary>
    public IReadOnlyList<RetriedDelivery> Retried => _bed.Journal.Retried;

    /// <summary>Deliveries that failed for good, whatever the exception policy made of them, in the order in which they failed.</summary>
    public IReadOnlyList<FailedDelivery> Failed => _bed.Journal.Failed;

    /// <summary>Runs of startup tasks, timers and crontabs that have ended, in that order.</summary>
    public IReadOnlyList<TaskRun> Runs => _bed.Journal.Runs;

    private TestWorker First => _bed.Workers.Find(static worker => worker.State != WorkerState.Killed)
        ?? throw new InvalidOperationException("All workers were killed: start one with AddWorkerAsync.");

    /// <summary>Sends an event. It does not wait until the event is handled: <see cref="DrainAsync()"/> does.</summary>
    /// <typeparam name="T">The stream's record.</typeparam>
    /// <param name="record">The record.</param>
    /// <param name="stream">The stream's name; needed only where several streams have the record.</param>
    /// <returns>The event's id.</returns>
    /// <exception cref="InvalidOperationException">The app has no such stream, or several.</exception>
    /// <exception cref="SettingException">The app has no stream of that name.</exception>
    public ValueTask<EntryId> SendAsync<T>(T record, string? stream = null)
        where T : IRecord<T> => Stream<T>(stream).SendAsync(record);

    /// <summary>Sends many events in order.</summary>
    /// <typeparam name="T">The stream's record.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="stream">The stream's name; needed only where several streams have the record.</param>
    /// <returns>How many were sent: all.</returns>
    /// <exception cref="InvalidOperationException">The app has no such stream, or several.</exception>
    /// <exception cref="SettingException">The app has no stream of that name.</exception>
    public Task<long> SendManyAsync<T>(IEnumerable<T> records, string? stream = null)
        where T : IRecord<T> => Stream<T>(stream).SendManyAsync(records);

    /// <summary>
    /// Waits until all that is in the streams is settled for every processor: committed (handled, ignored or dead-lettered), or in a partition
    /// that is quarantined. The clock stands still meanwhile.
    /// </summary>
    /// <returns>When all is settled.</returns>
    /// <exception cref="StuckException">
    /// It cannot be: the message names processor, stream, partition and event, says whether it is in a handler or waits for the clock, and for
    /// how long. At once where only the clock or the test could help (a retry that waits, a processor that halted), else when
    /// <see cref="RunnelTestSettings.Patience"/> is over.
    /// </exception>
    public Task DrainAsync() => Drain.RunAsync(_bed, TimeSpan.Zero);

    /// <summary>The same, and moves the clock, moment by moment, as long as only that helps: retries, batches that fill, leases that run out.</summary>
    /// <param name="clockTime">How far the clock may be moved at most.</param>
    /// <returns>When all is settled.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="StuckException">Even so something is not settled.</exception>
    public Task DrainAsync(TimeSpan clockTime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clockTime, TimeSpan.Zero);
        return Drain.RunAsync(_bed, clockTime);
    }

    /// <summary>What a processor has committed, in the order of ids (within a partition that in which it was sent).</summary>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <returns>The events that are still in the stream, those it ignored or dead-lettered too.</returns>
    /// <exception cref="SettingException">There is no such processor.</exception>
    public IReadOnlyList<StreamEvent> Committed(string processor)
    {
        var found = Processor(processor);
        return _bed.Decoder.Decode(_bed.View.Committed(First.Runtime.Stream(found.Stream), found.Name));
    }

    /// <summary>The records of what a processor has committed, in the order of ids.</summary>
    /// <typeparam name="T">The record of the processor's stream.</typeparam>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <returns>The records of events that are still in the stream, those it ignored or dead-lettered too.</returns>
    /// <exception cref="SettingException">There is no such processor.</exception>
    /// <exception cref="InvalidOperationException">The stream has another record, or an event cannot be decoded.</exception>
    public IReadOnlyList<T> Committed<T>(string processor)
        where T : IRecord<T> => Records<T>(Committed(processor));

    /// <summary>What a processor ended without an exception, in the order in which it did. What was delivered again is there again.</summary>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <returns>The events.</returns>
    /// <exception cref="SettingException">There is no such processor.</exception>
    public IReadOnlyList<StreamEvent> Handled(string processor) => _bed.Decoder.Decode(_bed.Journal.Handled(Processor(processor).Name));

    /// <summary>The records of what a processor ended without an exception, in the order in which it did.</summary>
    /// <typeparam name="T">The record of the processor's stream.</typeparam>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <returns>The records.</returns>
    /// <exception cref="SettingException">There is no such processor.</exception>
    /// <exception cref="InvalidOperationException">The stream has another record, or an event cannot be decoded.</exception>
    public IReadOnlyList<T> Handled<T>(string processor)
        where T : IRecord<T> => Records<T>(Handled(processor));

    /// <summary>What is in a stream, in the order of ids: what processors and tasks sent there, say.</summary>
    /// <typeparam name="T">The stream's record.</typeparam>
    /// <param name="stream">The stream's name; needed only where several streams have the record.</param>
    /// <returns>The records.</returns>
    /// <exception cref="InvalidOperationException">The app has no such stream, or several; or an event cannot be decoded.</exception>
    /// <exception cref="SettingException">The app has no stream of that name.</exception>
    public IReadOnlyList<T> Sent<T>(string? stream = null)
        where T : IRecord<T> => Records<T>(_bed.Decoder.Decode(_bed.View.Events(Stream<T>(stream))));

    /// <summary>
    /// Has the events of a parked key played back, as <c>deadletter release KEY</c> does: <see cref="DrainAsync()"/> waits until that is done, or one
    /// failed again.
    /// </summary>
    /// <param name="key">The key as text: a number in decimal, a string as it is.</param>
    /// <param name="processor">The processor that parked it; null: every one that did.</param>
    /// <returns>When it was asked for; the workers play back.</returns>
    /// <exception cref="ArgumentException">The key is not parked, or there is no such processor.</exception>
    public async Task ReleaseAsync(string key, string? processor = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = processor is null ? null : Processor(processor).Name;
        var found = Parked.Where(parked => parked.Key == key && (name is null || parked.Processor == name)).ToList();
        if (found.Count == 0) throw new ArgumentException($"No key '{key}' is parked. Parked are: {string.Join(", ", Parked.Select(static parked => parked.Key))}.", nameof(key));
        foreach (var parked in found)
        {
            var lease = new LeaseId(new PartitionId(parked.Stream, parked.Partition), parked.Processor);
            await First.Runtime.Broker.ReleaseParkedAsync(lease, Encoding.UTF8.GetBytes(key), discard: false, CancellationToken.None);
            await First.Runtime.Broker.AnnounceAsync(
                new GroupId(parked.Stream, parked.Processor), new Announcement(AnnouncementKind.PartitionFree, parked.Partition), CancellationToken.None);
        }
    }

    /// <summary>Starts another worker of the same app, on the same broker; partitions are shared between all that run.</summary>
    /// <param name="processors">The processors it runs; none: all. Background tasks always run.</param>
    /// <returns>The worker, once it has joined and all is at rest.</returns>
    /// <exception cref="SettingException">A setting is wrong, or the app could not be created.</exception>
    /// <exception cref="InvalidOperationException">The worker halted while it started.</exception>
    public async Task<TestWorker> AddWorkerAsync(params string[] processors)
    {
        ArgumentNullException.ThrowIfNull(processors);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var worker = _factory.Create(processors);
        _bed.Workers.Add(worker);
        await worker.StartAsync();
        await Drain.SettleAsync(_bed, waitForHandlers: false, new Bound(_bed.Settings.Patience));
        if (worker is { State: WorkerState.Halted, Error: SettingException error }) ExceptionDispatchInfo.Throw(error);
        if (worker.State == WorkerState.Halted) throw new InvalidOperationException($"{worker.Name} halted while it started: {(worker.Problems is [.., var last] ? last : "see the inner exception")}", worker.Error);
        return worker;
    }

    /// <summary>
    /// Takes the lease of a partition from the worker that holds it, as if it had run out while the worker stood still. As in production the
    /// worker learns of it when it next commits, which is refused, or renews its leases; then it takes the partition again, and handles again
    /// what it had not committed.
    /// </summary>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <param name="partition">The partition; <c>App.Orders.PartitionOf(order)</c> gives that of a record.</param>
    /// <exception cref="SettingException">There is no such processor.</exception>
    /// <exception cref="InvalidOperationException">No worker holds the partition.</exception>
    public void LoseLease(string processor, int partition)
    {
        var found = Processor(processor);
        if (!_bed.Server.TakeLease(_bed.App, new LeaseId(new PartitionId(found.Stream, partition), found.Name)))
            throw new InvalidOperationException($"No worker holds {found.Stream}/{partition} for processor '{found.Name}'.");
    }

    /// <summary>
    /// Pauses a processor, as <c>processor pause</c> does: its owners finish what they have in hand, and no worker handles anything there until
    /// <see cref="ResumeAsync"/>. <see cref="DrainAsync()"/> says so when it meets events of a paused partition.
    /// </summary>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <param name="partition">The partition; null: all.</param>
    /// <returns>When owners have let go, but for those whose handlers still go on.</returns>
    /// <exception cref="SettingException">There is no such processor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public Task PauseAsync(string processor, int? partition = null) => _operator.PauseAsync(Leases(processor, partition));

    /// <summary>Ends pauses and quarantines of a processor, as <c>processor resume</c> does.</summary>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <param name="partition">The partition; null: all.</param>
    /// <param name="skip">Whether what was quarantined goes on after the events that failed, rather than with them.</param>
    /// <returns>When all is at rest but handlers that still go on.</returns>
    /// <exception cref="SettingException">There is no such processor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public Task ResumeAsync(string processor, int? partition = null, bool skip = false) => _operator.ResumeAsync(Leases(processor, partition), skip);

    /// <summary>
    /// Sets where a processor goes on, as <c>processor seek</c> does, back or forward. A pause or a quarantine stays. What a handler has in hand at
    /// that moment ends, and is not committed.
    /// </summary>
    /// <param name="processor">The processor's name, or its method's.</param>
    /// <param name="first">
    /// The first event that is handled: one's id, or any id between. <see cref="EntryId.Zero"/>: the first event there is;
    /// <see cref="EntryId.MaxValue"/>: only what is sent from now on. The milliseconds of an id are its time.
    /// </param>
    /// <param name="partition">The partition; null: all.</param>
    /// <returns>When all is at rest but handlers that still go on.</returns>
    /// <exception cref="SettingException">There is no such processor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public Task SeekAsync(string processor, EntryId first, int? partition = null) => _operator.SeekAsync(Leases(processor, partition), first);

    /// <summary>
    /// Ends all workers: handlers that still go on get their grace period, for which the clock is moved, and are left behind when they ignore
    /// it.
    /// </summary>
    /// <returns>When all is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        foreach (var worker in _bed.Workers) await worker.EndAsync();
        await _operator.DisposeAsync();
    }

    private LeaseId[] Leases(string name, int? partition)
    {
        var processor = Processor(name);
        var partitions = ServerView.Partitions(First.Runtime.Stream(processor.Stream)).ToList();
        if (partition is { } index) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)partitions.Count, nameof(partition));
        return [.. partitions.Where(each => partition is null || each.Index == partition).Select(each => new LeaseId(each, processor.Name))];
    }

    private ProcessorDescriptor Processor(string name) => Selection.Processor(First.Runtime.Descriptor, name);

    private EventStream<T> Stream<T>(string? name)
        where T : IRecord<T>
    {
        if (name is not null)
        {
            return First.Runtime.Stream(Selection.Stream(First.Runtime.Descriptor, name).Name) as EventStream<T>
                ?? throw new InvalidOperationException($"The stream '{name}' of {_bed.App} does not hold {T.Descriptor.Name}.");
        }

        return Services.GetService<EventStream<T>>() ?? throw new InvalidOperationException(
            $"{_bed.App} has no stream of {T.Descriptor.Name}. (Where a stream holds a base record, name that as the type argument.)");
    }

    private static List<T> Records<T>(IReadOnlyList<StreamEvent> events)
        where T : IRecord<T> => events.Select(static each => each switch
        {
            { DecodeError: { } error } => throw new InvalidOperationException($"Event {each.Id} of {each.Stream}/{each.Partition} cannot be decoded: {error.Message}", error),
            { Record: T record } => record,
            _ => throw new InvalidOperationException($"The stream '{each.Stream}' does not hold {T.Descriptor.Name}."),
        }).ToList();

    private IEnumerable<ParkedKey> FindParked(ProcessorDescriptor processor)
        => ServerView.Partitions(First.Runtime.Stream(processor.Stream)).SelectMany(partition => _bed.View.Parked(new LeaseId(partition, processor.Name))
            .Select(parked => new ParkedKey(
                processor.Name, partition.Stream, partition.Index, Encoding.UTF8.GetString(parked.Key), parked.IsReleasing, _bed.Decoder.Decode(parked.Events))));

    private DeadLetter ToDeadLetter(RawEvent raw)
    {
        var decoded = _bed.Decoder.Decode(raw).Record;
        return decoded is Dead dead
            ? new DeadLetter(raw.Stream, _bed.Decoder.TryDecode(dead.Stream, dead.ToRawFields()).Record, dead)
            : new DeadLetter(raw.Stream, decoded, null);
    }

    private IEnumerable<QuarantinedPartition> FindQuarantined(ProcessorDescriptor processor)
    {
        foreach (var partition in ServerView.Partitions(First.Runtime.Stream(processor.Stream)))
        {
            if (_bed.View.Progress(new LeaseId(partition, processor.Name)).Lease?.Quarantine is not { } mark) continue;
            yield return new QuarantinedPartition(processor.Name, partition.Stream, partition.Index, mark.First, mark.Last, mark.Exception, mark.At)
            {
                Events = _bed.Decoder.Decode([.. _bed.View.Events(partition).Where(raw => raw.Id >= mark.First && raw.Id <= mark.Last)]),
            };
        }
    }
}
