namespace Runnel.CommandLine;

/// <summary>Turns what commands throw into one line and an exit code.</summary>
internal static class Failures
{
    public static async Task<int> GuardAsync(CommandConsole console, StopSignals signals, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return signals.ExitCode;
        }
        catch (Exception error)
        {
            var exitCode = Of(error);
            console.WriteError(error.Message);
            // Not foreseen, or thrown by the user's own code: there the place is what helps.
            if (exitCode == ExitCode.Halted || error is SettingException { InnerException: not (null or RunnelException) }) await console.Error.WriteLineAsync(error.ToString());
            return exitCode;
        }
    }

    private static int Of(Exception error) => error switch
    {
        SettingException or RecordFormatException or InputException => ExitCode.BadUsage,
        BrokerException { IsTransient: true } => ExitCode.Unreachable,
        BrokerException => ExitCode.BadUsage,
        SendManyException { InnerException: { } inner } => Of(inner),
        SendException { InnerException: SendException or BrokerException or RecordFormatException } => Of(error.InnerException),
        SendException { Outcome: SendOutcome.Unknown } => ExitCode.Unreachable,
        SendException => ExitCode.BadUsage,
        _ => ExitCode.Halted,
    };
}
