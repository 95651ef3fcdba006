using Runnel.Runtime.Tests.Brokers;
using Runnel.Tests.Conformance;
using Runnel.Tests.Delivery;

namespace Runnel.Runtime.Tests.Delivery;

public sealed class MemoryOrderTests : OrderRules
{
    private protected override BrokerFixture CreateFixture() => new MemoryFixture(TimeProvider.System);
}
