using System.Globalization;
using Runnel.Brokers;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>
/// Sends events of dead letters to their stream again. Each is appended under a producer of its own, so that the broker does it once however
/// often it is asked, by this run or a later one; and removed from the sink only when that has been answered.
/// </summary>
internal sealed class Requeuer(AppRuntime runtime, LetterSink sink, IReadOnlyList<ParkedPlace> parked, CommandConsole console, CancellationToken stopping)
{
    /// <summary>For so long a run that broke off may be repeated without an event coming twice.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private const int Page = 256;

    private static readonly TimeSpan FullPause = TimeSpan.FromSeconds(1);

    private readonly Streams.StreamOptions _options = runtime.Settings.ForStream(sink.Source.Descriptor);
    private readonly BrokerPatience _patience = new(runtime);
    private readonly Lock _gate = new();
    private readonly List<int> _full = [];
    private volatile bool _hasFailed;

    /// <summary>How many events are back in their stream, their dead letters removed.</summary>
    public int Done { get; private set; }

    /// <summary>How many of them an earlier run had sent already.</summary>
    public int Repeated { get; private set; }

    /// <summary>How many could not be sent; each was told on standard error.</summary>
    public int Refused { get; private set; }

    /// <summary>Where an event goes: to the partition of its key, where later events of that key go too. One that cannot be decoded goes back to where it came from.</summary>
    /// <returns>The partition, or why there is none.</returns>
    public static (int? Partition, string? Problem) Target(LetterSink sink, IReadOnlyList<ParkedPlace> parked, Letter letter)
    {
        if (ParkedPlace.Find(parked, letter) is { } key)
            return (null, $"its event is parked, and would come out of turn: 'deadletter release {EventText.Text(key.Key)}' plays it back in order");
        if (letter.Problem is not null) return (null, $"it cannot be read: {letter.Problem}");
        if (letter.Dead is { } dead && dead.Stream != sink.Source.Name) return (null, $"it came from another stream, '{dead.Stream}'");
        if (letter.Record.Partition is { } partition) return (partition, null);
        if (letter.Dead is not { } told) return (null, $"the partition of its key is not known: {letter.Record.Problem}");
        return (uint)told.Partition < (uint)sink.Source.PartitionCount
            ? (told.Partition, null)
            : (null, string.Create(CultureInfo.InvariantCulture, $"its key cannot be decoded, and the partition {told.Partition} that it came from is no more: {letter.Record.Problem}"));
    }

    /// <summary>Requeues what the filter takes; ends early when stopped, with what was sent also removed.</summary>
    /// <exception cref="BrokerException">The broker refused, or did not answer for the send timeout.</exception>
    public async Task RunAsync(LetterFilter filter, Action<long> report)
    {
        var page = new List<Letter>(Page);
        await foreach (var letter in sink.ReadAsync(filter, stopping))
        {
            page.Add(letter);
            if (page.Count < Page) continue;
            await ReturnAsync(page);
            report(Done + Refused);
            page.Clear();
            if (stopping.IsCancellationRequested) return;
        }

        if (page.Count > 0) await ReturnAsync(page);
    }

    private async Task ReturnAsync(List<Letter> page)
    {
        var sending = Task.WhenAll(Chains(page).ConvertAll(chain => SendAsync(chain.Partition, chain.Letters)));
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Whatever stopped the others: what is surely in the stream must not stay in the sink.
        var returned = new List<EntryId>();
        foreach (var letter in page)
        {
            if (letter.IsReturned) returned.Add(letter.Id);
        }

        if (returned.Count > 0) await _patience.CallAsync(token => runtime.Broker.DeleteAsync(sink.Partition, returned, token).AsTask(), CancellationToken.None);
        Done += returned.Count;
        if (!stopping.IsCancellationRequested) await sending;
    }

    /// <summary>The letters of each partition in their order: partitions go side by side.</summary>
    private List<(int Partition, List<Letter> Letters)> Chains(List<Letter> page)
    {
        var chains = new List<(int Partition, List<Letter> Letters)>();
        foreach (var letter in page)
        {
            var (target, problem) = Target(sink, parked, letter);
            if (target is not { } partition)
            {
                Refuse(letter, problem);
                continue;
            }

            var index = chains.FindIndex(chain => chain.Partition == partition);
            if (index < 0) chains.Add((partition, [letter]));
            else chains[index].Letters.Add(letter);
        }

        return chains;
    }

    /// <summary>One after the other: a pipeline that breaks has holes, and then a later event of a key would stand before an earlier one.</summary>
    private async Task SendAsync(int partition, List<Letter> letters)
    {
        foreach (var letter in letters)
        {
            if (stopping.IsCancellationRequested || _hasFailed) return;
            try
            {
                Settle(letter, await AppendAsync(new PartitionId(sink.Source.Name, partition), letter));
            }
            catch (Exception)
            {
                _hasFailed = true;
                throw;
            }
        }
    }

    private async Task<AppendReply> AppendAsync(PartitionId partition, Letter letter)
    {
        var fields = EntryHeaders.Returned(letter.Fields, letter.Id);
        for (var sequence = 1L; ; sequence++)
        {
            var batch = new AppendBatch($"{sink.Name}/{letter.Id}", sequence, [new AppendEntry(fields)], _options.PartitionSize, Memory) { IsLimited = _options.IsLimited };
            AppendReply reply = default;
            await _patience.CallAsync(async token => reply = await runtime.Broker.AppendAsync(partition, batch, token), stopping);

            // An earlier run may have found no room, once or more, before it sent the event or broke off: each time took a sequence.
            if (reply.Status == AppendStatus.Stale && reply.First != EntryId.Zero) return reply with { Status = AppendStatus.Appended, Repeated = true };
            if (reply.Status is not (AppendStatus.Full or AppendStatus.Stale)) return reply;
            if (reply.Repeated || reply.Status == AppendStatus.Stale) continue;
            await TellFullAsync(partition);
            await Task.Delay(FullPause, runtime.Time, stopping);
        }
    }

    /// <summary>Says once for each partition that it is waited for.</summary>
    private async Task TellFullAsync(PartitionId partition)
    {
        lock (_gate)
        {
            if (_full.Contains(partition.Index)) return;
            _full.Add(partition.Index);
        }

        var reason = "";
        await _patience.CallAsync(
            async token => reason = await Streams.FullPartition.LookAsync(runtime.Broker, partition, _options.PartitionSize, token), stopping);
        console.WriteError($"{partition} takes nothing now, and is waited for: {reason} Ctrl+C ends this; nothing is lost.");
    }

    private void Settle(Letter letter, in AppendReply reply)
    {
        if (reply.Status != AppendStatus.Appended)
        {
            Refuse(letter, $"the broker refused its event: {reply.Error ?? reply.Status.ToString()}");
            return;
        }

        letter.IsReturned = true;
        if (!reply.Repeated) return;
        lock (_gate) Repeated++;
    }

    private void Refuse(Letter letter, string? problem)
    {
        lock (_gate)
        {
            Refused++;
            console.WriteError($"dead letter {letter.Id} stays in {sink.Name}: {problem}");
        }
    }
}
