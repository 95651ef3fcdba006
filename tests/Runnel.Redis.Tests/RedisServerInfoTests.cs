using Runnel.Brokers.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

public sealed class RedisServerInfoTests
{
    [Theory]
    [InlineData("redis_version:7.0.0")]
    [InlineData("redis_version:8.2.1")]
    [InlineData("redis_version:8.0-rc1")]
    [InlineData("server_name:valkey\r\nvalkey_version:8.1.3\r\nredis_version:7.2.4")]
    public void Redis_7_and_what_is_compatible_with_it_is_supported(string info) => RedisServerInfo.Parse(info).EnsureSupported("host");

    [Theory]
    [InlineData("redis_version:6.2.14", "6.2.14")]
    [InlineData("redis_version:5.0", "5.0")]
    public void An_older_server_is_refused_with_its_version(string info, string version)
    {
        var error = Assert.Throws<BrokerException>(() => RedisServerInfo.Parse($"# Server\r\n{info}\r\n").EnsureSupported("cache:6379"));

        Assert.Equal((BrokerFailure.Unsupported, false), (error.Failure, error.IsTransient));
        Assert.Contains($"Redis at cache:6379 has version {version}; Runnel needs Redis 7.0 or newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_id_and_eviction_policy_are_read()
    {
        var info = RedisServerInfo.Parse("# Server\r\nredis_version:7.0.15\r\nrun_id:abc\r\n# Memory\r\nmaxmemory_policy:allkeys-lru\r\n");

        Assert.Equal(("abc", "allkeys-lru"), (info.RunId, info.EvictionPolicy));
    }
}
