using System.Runtime.CompilerServices;
using Runnel.Brokers;
using Runnel.Contracts;
using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>A dead-letter sink, and the stream whose events it takes.</summary>
internal sealed class LetterSink
{
    private readonly EventStream _sink;

    private LetterSink(AppRuntime runtime, StreamDescriptor descriptor)
    {
        _sink = runtime.Stream(descriptor.Name);
        Source = runtime.Stream(descriptor.DeadLettersOf!);
    }

    public string Name => _sink.Name;

    public EventStream Source { get; }

    /// <summary>A sink has one partition.</summary>
    public PartitionId Partition => new(Name, 0);

    /// <summary>Whether it keeps where events came from and why they died. A sink of the source's own record keeps the fields only.</summary>
    public bool HasDetails => _sink is EventStream<Dead>;

    /// <summary>The sinks that a name means (its own, or its source's); without one, all.</summary>
    /// <exception cref="SettingException">There is no such sink.</exception>
    public static IReadOnlyList<StreamDescriptor> Select(AppDescriptor app, string? name)
    {
        var sinks = new List<StreamDescriptor>();
        foreach (var stream in app.Streams)
        {
            if (stream.DeadLettersOf is not null) sinks.Add(stream);
        }

        var known = sinks.Count == 0
            ? $"{app.Name} has no dead-letter sinks: declare one with [DeadLetters]."
            : $"{app.Name} has: {string.Join(", ", sinks.ConvertAll(static sink => sink.Name))}.";
        if (name is null) return sinks.Count > 0 ? sinks : throw new SettingException(known);
        var meant = Selection.Stream(app, name);
        return [sinks.Find(sink => sink == meant || sink.DeadLettersOf == meant.Name) ?? throw new SettingException($"'{meant.Name}' has no dead-letter sink. {known}")];
    }

    public static LetterSink Open(AppRuntime runtime, StreamDescriptor descriptor) => new(runtime, descriptor);

    /// <summary>The dead letters that a filter takes, oldest first, of those that are there when it begins.</summary>
    /// <exception cref="BrokerException">The broker could not answer.</exception>
    public async IAsyncEnumerable<Letter> ReadAsync(LetterFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = filter.Limit;
        await foreach (var raw in _sink.ReadAsync(0, filter.After, cancellationToken: cancellationToken))
        {
            if (raw.Id > filter.Last || left == 0) yield break;
            var letter = Read(raw);
            if (!filter.Takes(letter)) continue;
            left--;
            yield return letter;
        }
    }

    private Letter Read(RawEvent raw)
    {
        if (_sink is not EventStream<Dead> sink) return new Letter(raw.Id, raw.Fields, Source);
        try
        {
            var dead = sink.Decode(in raw);
            return new Letter(raw.Id, dead.ToRawFields(), Source) { Dead = dead };
        }
        catch (RecordFormatException error)
        {
            return new Letter(raw.Id, default, Source) { Problem = error.Message };
        }
    }
}
