using Runnel.Hosting;

namespace Runnel.CommandLine;

/// <summary>Repeats a call of the broker while its connection comes and goes, for as long as a send is tried.</summary>
internal sealed class BrokerPatience(AppRuntime runtime)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeSpan _timeout = runtime.Settings.Get(SettingTable.SendTimeout);

    /// <exception cref="BrokerException">The broker refused, or did not answer in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the call may have been carried out.</exception>
    public async Task CallAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, runtime.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        BrokerException? last = null;
        try
        {
            while (true)
            {
                try
                {
                    await call(either.Token);
                    return;
                }
                catch (BrokerException error) when (error.IsTransient)
                {
                    last = error;
                }

                await Task.Delay(Pause, runtime.Time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw last ?? new BrokerException(BrokerFailure.Unavailable, $"{runtime.Broker.Address} did not answer within {_timeout.TotalSeconds:0.###} s.");
        }
    }
}
