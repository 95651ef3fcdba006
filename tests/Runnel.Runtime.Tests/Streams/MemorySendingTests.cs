using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests.Conformance;
using Runnel.Tests.Sending;

namespace Runnel.Streams;

public sealed class MemorySendingTests : SendingRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture();
}
