using System.CommandLine;
using System.Text;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Hosting;
using Runnel.Partitioning;

namespace Runnel.CommandLine;

/// <summary><c>tail</c>: prints a stream's events as they come.</summary>
internal static class TailCommand
{
    private const string Places = "start (the oldest event kept), an entry id such as 1595369377000-0 (the first event printed), or a time such as "
        + "2020-07-21T22:09:37Z (UTC where no offset is given)";

    public static Command Create(CommandContext context)
    {
        var stream = new Argument<string>("STREAM") { Description = "The stream's name; a dead-letter sink is one too." };
        var key = new Option<string>("--key") { Description = "Only events of this partition key, as text: a number in decimal, a string as it is.", HelpName = "key" };
        var partition = new Option<int?>("--partition") { Description = "One partition, from 0. Default: all, merged.", HelpName = "number" };
        var from = new Option<string>("--from") { Description = $"Where to begin: {Places}. Default: events sent from now on.", HelpName = "position" };
        var decode = new Option<bool>("--decode") { Description = "Print records as JSON (the default); what cannot be decoded is printed as its fields, with the reason." };
        var raw = new Option<bool>("--raw") { Description = "Print fields as they are stored." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line, for programs." };
        var limit = new Option<int?>("--limit") { Description = "End after so many events.", HelpName = "number" };
        var command = new Command(
            "tail", "Prints events as they come, until Ctrl+C. Moves no cursor: processors do not notice. Needs no worker.")
        {
            stream, key, partition, from, decode, raw, json, limit,
        };
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(decode) && parsed.GetValue(raw)) throw new InputException("--decode and --raw do not go together.");
            if (parsed.GetValue(limit) is < 1) throw new InputException("--limit is below 1.");
            var selection = new TailSelection(parsed.GetValue(key), parsed.GetValue(partition), parsed.GetValue(limit) ?? int.MaxValue);
            var printer = new TailPrinter(context.Console.Output, parsed.GetValue(raw), parsed.GetValue(json));
            return RunAsync(context, parsed.GetRequiredValue(stream), Start(parsed.GetValue(from)), selection, printer);
        });
        return command;
    }

    /// <summary>The id after which to begin; null: the end.</summary>
    private static EntryId? Start(string? text)
    {
        if (text is null) return null;
        if (text == "start") return EntryId.Zero;
        if (EntryId.TryParse(text, provider: null, out var id)) return id.Previous;
        return (StartPosition.OfTime(text) ?? throw new SettingException($"--from is '{text}'. Allowed: {Places}.")).Previous;
    }

    private static async Task<int> RunAsync(CommandContext context, string name, EntryId? start, TailSelection selection, TailPrinter printer)
    {
        var descriptor = Selection.Stream(context.App, name);
        Check(context, descriptor, selection);
        var runtime = context.Open("tail");
        var stream = runtime.Stream(descriptor.Name);
        var partitions = Partitions(stream, selection);
        await context.ConnectToLookAsync(runtime);
        var tail = new Tail(runtime, stream, selection, printer, context.Console);
        try
        {
            await tail.RunAsync(partitions, start, context.Signals.Token);
        }
        catch (OperationCanceledException) when (context.Signals.Token.IsCancellationRequested)
        {
            // That is how it ends.
        }

        return ExitCode.Done;
    }

    private static void Check(CommandContext context, StreamDescriptor stream, TailSelection selection)
    {
        if (selection.Key is not null && stream.DeadLettersOf is { } source)
        {
            throw new SettingException(
                $"--key cannot be told in '{stream.Name}': a dead-letter sink has one partition and no key. See 'deadletter list {source} --key …'.");
        }

        var count = context.Settings.ForStream(stream).PartitionCount;
        if (selection.Partition is { } partition && (partition < 0 || partition >= count))
            throw new SettingException($"--partition is {partition}. '{stream.Name}' has partitions 0 to {count - 1}.");
    }

    private static PartitionId[] Partitions(EventStream stream, TailSelection selection)
    {
        if (selection.Key is { } key)
        {
            var home = PartitionMap.Of(stream.Hasher.Hash(Encoding.UTF8.GetBytes(key)), stream.PartitionCount);
            if (selection.Partition is { } other && other != home)
                throw new SettingException($"--partition is {other}, and the key '{key}' is in partition {home} of '{stream.Name}'. Leave --partition out.");
            return [new PartitionId(stream.Name, home)];
        }

        if (selection.Partition is { } one) return [new PartitionId(stream.Name, one)];
        var all = new PartitionId[stream.PartitionCount];
        for (var index = 0; index < all.Length; index++) all[index] = new PartitionId(stream.Name, index);
        return all;
    }
}

/// <summary>Which events <c>tail</c> prints.</summary>
internal sealed class TailSelection(string? key, int? partition, int limit)
{
    private readonly byte[]? _bytes = key is null ? null : Encoding.UTF8.GetBytes(key);

    public string? Key => key;

    public int? Partition => partition;

    public int Limit => limit;

    /// <summary>Whether a record's key is the one asked for. One that cannot be read has none.</summary>
    public bool Takes(byte[]? found) => _bytes is null || (found is not null && found.AsSpan().SequenceEqual(_bytes));
}
