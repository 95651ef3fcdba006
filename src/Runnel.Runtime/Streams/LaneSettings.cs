using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Streams;

/// <summary>What all lanes of a stream share.</summary>
internal sealed record LaneSettings(IBroker Broker, string Producer, long MaxLength, TimeSpan SendTimeout, TimeProvider Time, ILogger Logger)
{
    /// <summary>What sends wait at until the app's declaration was checked.</summary>
    public SendGate Gate { get; init; } = SendGate.Opened;

    /// <summary>How long the broker keeps the answer to a batch: long after the last time the batch could be sent again.</summary>
    public TimeSpan AnswerLifetime => SendTimeout * 10;
}
