using Microsoft.Extensions.Logging;
using Runnel.Threading;

namespace Runnel.Scheduling;

/// <summary>
/// One run's own token. What the task's code registered on it runs on the thread pool, and an exception of that is logged: it must not reach
/// the timer or the loop that cancelled.
/// </summary>
internal sealed class RunCancellation : IAsyncDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _gate = new();
    private readonly CancellationTokenRegistration _onStop;
    private readonly CancellationTokenRegistration _onEnd;
    private readonly string _task;
    private readonly ILogger _logger;
    private Task? _cancelling;

    public RunCancellation(string task, ILogger logger, CancellationToken stopping, CancellationToken ended)
    {
        (_task, _logger) = (task, logger);
        _onStop = stopping.UnsafeRegister(static run => ((RunCancellation)run!).Cancel(), this);
        _onEnd = ended.UnsafeRegister(static run => ((RunCancellation)run!).Cancel(), this);
    }

    public CancellationToken Token => _source.Token;

    public async ValueTask DisposeAsync()
    {
        await _onStop.DisposeAsync();
        await _onEnd.DisposeAsync();
        try
        {
            await (_cancelling ?? Task.CompletedTask);
        }
        catch (AggregateException error)
        {
            _logger.CallbackFailed(error, _task);
        }

        _source.Dispose();
    }

    private void Cancel()
    {
        lock (_gate) _cancelling ??= Background.CancelAsync(_source);
    }
}
