using Microsoft.Extensions.Logging;
using Runnel.Coordination;
using Runnel.Pipeline;

namespace Runnel.Processing;

/// <summary>What the partitions of one executor share.</summary>
internal sealed record ExecutorParts(
    ExecutorContext Context,
    string Executor,
    ProcessorShape Shape,
    DeliveryHandler Handler,
    bool ExposesDeliveries,
    LeaseAcquirer Acquirer,
    LeaseKeeper Keeper,
    Committer Committer,
    FailureNotes Notes,
    Circuit? Circuit,
    ILogger Logger);
