namespace Runnel.Telemetry;

/// <summary>
/// The names of attributes: those of OpenTelemetry's messaging conventions as far as they go, <c>runnel.*</c> beyond. Contracts, as the numbers of
/// log events are; docs/telemetry.md lists them.
/// </summary>
internal static class TelemetryNames
{
    public const string System = "messaging.system";
    public const string SystemValue = "runnel";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Send = "send";
    public const string Process = "process";
    public const string Destination = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string Group = "messaging.consumer.group.name";
    public const string MessageId = "messaging.message.id";
    public const string BatchCount = "messaging.batch.message_count";
    public const string ErrorType = "error.type";
    public const string ExceptionMessage = "exception.message";

    public const string SendOutcome = "runnel.send.outcome";
    public const string DeliveryOutcome = "runnel.delivery.outcome";
    public const string FencingToken = "runnel.fencing_token";
    public const string Attempt = "runnel.attempt";
    public const string Recovering = "runnel.recovering";
    public const string Returns = "runnel.returns";
    public const string FirstId = "runnel.batch.first_id";
    public const string LastId = "runnel.batch.last_id";
    public const string CommitStatus = "runnel.commit.status";
    public const string TaskName = "runnel.task.name";
    public const string TaskKind = "runnel.task.kind";
    public const string TaskOutcome = "runnel.task.outcome";

    /// <summary>The event of a span: its delivery is tried again.</summary>
    public const string Retry = "runnel.retry";

    /// <summary>A class of errors, of which there are few: the exception's type.</summary>
    public static string ErrorTypeOf(Exception error) => error.GetType().FullName ?? error.GetType().Name;
}
