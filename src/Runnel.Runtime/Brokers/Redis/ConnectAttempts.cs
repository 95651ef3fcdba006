using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Remembers why the attempts to connect failed: what the client throws afterwards often does not tell.</summary>
internal sealed class ConnectAttempts
{
    // It is told of in the background, a moment later.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConnectAttempts(ConfigurationOptions options) => options.ConnectionAttemptCompleted += Completed;

    /// <summary>The first failure's reason, or <paramref name="known"/> where none is told.</summary>
    public async Task<BrokerException> ExplainAsync(BrokerException known, RedisErrors errors)
    {
        try
        {
            return errors.Translate(await _failure.Task.WaitAsync(Moment));
        }
        catch (TimeoutException)
        {
            return known;
        }
    }

    private void Completed(object? sender, ConnectionAttemptCompletedEventArgs attempt)
    {
        if (attempt.IsSuccess || attempt.ConnectionType != ConnectionType.Interactive) return;
        _failure.TrySetResult(new RedisConnectionException(
            attempt.FailureType, CommandFlags.None, "No connection could be made.", attempt.Exception, CommandStatus.Unknown));
    }
}
