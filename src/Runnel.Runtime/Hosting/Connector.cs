using Runnel.Brokers;
using Runnel.Coordination;

namespace Runnel.Hosting;

/// <summary>Connects an app to its broker and records what the app declares.</summary>
internal static class Connector
{
    /// <summary>
    /// Connects, however long the broker is away. It is tried in the rhythm of all other calls, since events that wait to be sent wait for
    /// this; one line tells of it, and another as often as of any outage.
    /// </summary>
    /// <param name="runtime">The app.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="asWorker">Whether to register the app's processors too: from then on events are kept for them where streams are to be
    /// kept until they are processed.</param>
    /// <exception cref="SettingException">The broker is there, and refuses: wrong password, a server too old, another declaration.</exception>
    public static async Task ConnectPatientlyAsync(AppRuntime runtime, CancellationToken cancellationToken, bool asWorker = false)
    {
        var pauses = Backoff.ForBroker;
        long? told = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ConnectOnceAsync(runtime, cancellationToken);
                if (asWorker) await RegisterAsync(runtime, cancellationToken);
                if (attempt > 1) runtime.Logger.ConnectedAtLast(runtime.Broker.Address, attempt);
                return;
            }
            catch (BrokerException error) when (error.IsTransient)
            {
                if (told is not { } last || runtime.Time.GetElapsedTime(last) >= Outage.Repeat)
                {
                    told = runtime.Time.GetTimestamp();
                    runtime.Logger.Unreachable(runtime.Broker.Address, error.Message);
                }
            }

            await Task.Delay(pauses.Next(), runtime.Time, cancellationToken);
        }
    }

    /// <summary>Connects and declares, once.</summary>
    /// <exception cref="BrokerException">The broker is not reachable now.</exception>
    /// <exception cref="SettingException">The broker is there, and refuses.</exception>
    public static Task ConnectOnceAsync(AppRuntime runtime, CancellationToken cancellationToken)
        => ConnectOnceAsync(runtime, runtime.Broker.DeclareAsync, SchemaCheck.RunAsync, cancellationToken);

    /// <summary>
    /// The same for commands that send: a changed record is left on record as it was, for a worker to tell of, whose log is read.
    /// </summary>
    /// <exception cref="BrokerException">The broker is not reachable now.</exception>
    /// <exception cref="SettingException">The broker is there, and refuses.</exception>
    public static Task ConnectToSendAsync(AppRuntime runtime, CancellationToken cancellationToken)
        => ConnectOnceAsync(runtime, runtime.Broker.DeclareAsync, SchemaCheck.RunWithoutReplacingAsync, cancellationToken);

    /// <summary>Connects, once, and records nothing: for those who only look, and may not be allowed more.</summary>
    /// <exception cref="BrokerException">The broker is not reachable now.</exception>
    /// <exception cref="SettingException">The broker is there, and refuses.</exception>
    public static Task ConnectToLookAsync(AppRuntime runtime, CancellationToken cancellationToken)
        => ConnectOnceAsync(runtime, runtime.Broker.FindConflictsAsync, static (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>All processors that the app declares, whichever of them this worker runs.</summary>
    public static GroupId[] Processors(AppRuntime runtime)
        => [.. runtime.Descriptor.Processors.Select(static processor => new GroupId(processor.Stream, processor.Name))];

    private static async Task RegisterAsync(AppRuntime runtime, CancellationToken cancellationToken)
    {
        if (runtime.Descriptor.Processors.Count == 0) return;
        try
        {
            await runtime.Broker.RegisterAsync(Processors(runtime), cancellationToken);
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            throw new SettingException(error.Message, error);
        }
    }

    private static async Task ConnectOnceAsync(
        AppRuntime runtime,
        Func<IReadOnlyList<StreamDeclaration>, CancellationToken, ValueTask<IReadOnlyList<DeclarationConflict>>> compare,
        Func<AppRuntime, CancellationToken, Task> checkSchemas,
        CancellationToken cancellationToken)
    {
        try
        {
            await runtime.Broker.ConnectAsync(cancellationToken);
            var conflicts = await compare(Declarations(runtime), cancellationToken);
            if (conflicts.Count > 0) throw Conflict(runtime, conflicts);
            await checkSchemas(runtime, cancellationToken);
            runtime.Gate.Open();
            runtime.Status = AppStatus.Running;
        }
        catch (BrokerException error) when (!error.IsTransient)
        {
            runtime.Gate.Refuse(error.Message);
            throw new SettingException(error.Message, error);
        }
        catch (SettingException error)
        {
            runtime.Gate.Refuse(error.Message);
            throw;
        }
    }

    private static StreamDeclaration[] Declarations(AppRuntime runtime)
        => [.. runtime.Streams.Select(static stream => new StreamDeclaration(
            stream.Name, stream.PartitionCount, stream.Hasher.Name, stream.Descriptor.Record.Name))];

    private static SettingException Conflict(AppRuntime runtime, IReadOnlyList<DeclarationConflict> conflicts)
    {
        var differences = conflicts.Select(conflict => $"'{conflict.Stream}' has {conflict.Property} {conflict.Recorded}, this program declares {conflict.Declared}");
        return new SettingException(
            $"{runtime.Descriptor.Name} on {runtime.Broker.Address} was declared otherwise: {string.Join("; ", differences)}. "
            + "Events of one key would land in different partitions. Declare it as before, or use a new stream name.");
    }
}
