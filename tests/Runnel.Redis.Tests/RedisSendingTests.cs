using Runnel.Tests;
using Runnel.Tests.Conformance;
using Runnel.Tests.Sending;

namespace Runnel.Redis.Tests;

public sealed class RedisSendingTests(SharedRedisServer shared) : SendingRules
{
    private protected override BrokerFixture CreateFixture() => new RedisFixture(shared.Server);
}
