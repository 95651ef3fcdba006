using Runnel.LoadTest;
using StackExchange.Redis;

namespace Runnel.Comparison.Contenders;

/// <summary>
/// A consumer group as a careful engineer writes it with StackExchange.Redis: keys are hashed to streams, each with one reader, so that
/// events of a key are handled in order; what an earlier run left unacknowledged comes first. That only one process reads is left to whoever
/// deploys it: nothing here notices a second one.
/// </summary>
internal sealed class HandWrittenLoop(IDatabase database, bool acknowledgesEach) : ILoop
{
    private const int Count = 100;
    private const string Consumer = "reader";

    /// <summary>The client shares one connection and so cannot block: an empty stream is asked again after a rest.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    private readonly string _group = acknowledgesEach ? "by-hand-each" : "by-hand-batch";

    public async Task RunAsync(Action<Reading> handle, CancellationToken cancellationToken)
        => await Task.WhenAll(Enumerable.Range(0, Server.Partitions).Select(partition => Task.Run(() => ReadAsync(Server.KeyOf(partition), handle, cancellationToken), cancellationToken)));

    private async Task ReadAsync(RedisKey stream, Action<Reading> handle, CancellationToken cancellationToken)
    {
        await CreateGroupAsync(stream);

        // From 0: what this consumer was given and did not acknowledge. From > on: what is new.
        RedisValue position = StreamPosition.Beginning;
        while (!cancellationToken.IsCancellationRequested)
        {
            var entries = await database.StreamReadGroupAsync(stream, _group, Consumer, position, Count);
            if (entries.Length > 0) await HandleAsync(stream, entries, handle);
            else if (position == StreamPosition.NewMessages) await Task.Delay(Rest, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else position = StreamPosition.NewMessages;
        }
    }

    private async Task HandleAsync(RedisKey stream, StreamEntry[] entries, Action<Reading> handle)
    {
        foreach (var entry in entries)
        {
            // One that was trimmed while it was pending has no fields any more.
            if (entry.Values is { Length: > 0 }) handle(Reading.From(entry));
            if (acknowledgesEach) await database.StreamAcknowledgeAsync(stream, _group, entry.Id);
        }

        if (!acknowledgesEach) await database.StreamAcknowledgeAsync(stream, _group, Array.ConvertAll(entries, entry => entry.Id));
    }

    private async Task CreateGroupAsync(RedisKey stream)
    {
        try
        {
            await database.StreamCreateConsumerGroupAsync(stream, _group, StreamPosition.Beginning);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // An earlier run made it.
        }
    }
}
