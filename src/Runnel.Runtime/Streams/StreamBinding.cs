using Microsoft.Extensions.Logging;
using Runnel.Brokers;
using Runnel.Streams;

namespace Runnel;

/// <summary>What connects a declared stream to a running app.</summary>
internal sealed record StreamBinding(IBroker Broker, StreamOptions Options, string Producer, TimeProvider Time, ILoggerFactory Loggers)
{
    /// <summary>What sends wait at until the app's declaration was checked.</summary>
    public SendGate Gate { get; init; } = SendGate.Opened;
}
