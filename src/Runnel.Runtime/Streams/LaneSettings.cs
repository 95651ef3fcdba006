using Microsoft.Extensions.Logging;
using Runnel.Brokers;

namespace Runnel.Streams;

/// <summary>What all lanes of a stream share.</summary>
internal sealed record LaneSettings(IBroker Broker, string Producer, long MaxLength, TimeSpan SendTimeout, TimeProvider Time, ILogger Logger)
{
    /// <summary>What sends wait at until the app's declaration was checked.</summary>
    public SendGate Gate { get; init; } = SendGate.Opened;

    /// <summary>Whether <see cref="MaxLength"/> is a limit: a partition that is full takes nothing more.</summary>
    public bool IsLimited { get; init; }

    /// <summary>What becomes of a batch that meets a full partition.</summary>
    public WhenFull WhenFull { get; init; }

    /// <summary>
    /// How long the broker keeps the answer to a batch: long after the last time the batch could be sent again, and by the broker's clock. A server
    /// that stood still finds in its sockets what was sent to it meanwhile, and its clock has gone on: if the answer had run out, the batch would be
    /// appended a second time. So it is a day at least, for a few hundred bytes per producer and partition.
    /// </summary>
    public TimeSpan AnswerLifetime => SendTimeout * 10 > LeastAnswerLifetime ? SendTimeout * 10 : LeastAnswerLifetime;

    private static TimeSpan LeastAnswerLifetime => TimeSpan.FromDays(1);
}
