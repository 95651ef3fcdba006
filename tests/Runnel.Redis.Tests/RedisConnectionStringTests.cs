using System.Net;
using System.Net.Sockets;
using Runnel.Brokers.Redis;
using Xunit;

namespace Runnel.Redis.Tests;

public sealed class RedisConnectionStringTests
{
    [Theory]
    [InlineData("redis://127.0.0.1", "127.0.0.1:6379", false)]
    [InlineData("redis://127.0.0.1:7000", "127.0.0.1:7000", false)]
    [InlineData("rediss://10.0.0.1", "10.0.0.1:6379", true)]
    [InlineData("REDIS://[::1]:7000/", "[::1]:7000", false)]
    [InlineData("redis://[::1]", "[::1]:6379", false)]
    [InlineData("redis://127.0.0.1?serviceName=mymaster", "127.0.0.1:26379", false)]
    [InlineData(" redis://127.0.0.1 ", "127.0.0.1:6379", false)]
    [InlineData("127.0.0.1:7000,ssl=true", "127.0.0.1:7000", true)]
    public void A_url_names_the_server(string url, string endPoint, bool tls)
    {
        var options = RedisConnectionString.Parse(url);

        Assert.Equal(endPoint, Assert.Single(options.EndPoints).ToString());
        Assert.Equal(tls, options.Ssl);
        Assert.Null(options.User);
        Assert.Null(options.Password);
    }

    [Fact]
    public void A_url_may_name_several_servers_and_a_database()
    {
        var options = RedisConnectionString.Parse("redis://a:1,b:2,c/3");

        Assert.Equal([new DnsEndPoint("a", 1), new DnsEndPoint("b", 2), new DnsEndPoint("c", 6379)], options.EndPoints);
        Assert.Equal(3, options.DefaultDatabase);
    }

    [Theory]
    [InlineData("unix:///run/redis/redis.sock", "/run/redis/redis.sock", null, null, null)]
    [InlineData("UNIX:///redis.sock?db=3", "/redis.sock", null, null, 3)]
    [InlineData("unix://me:p%2Fw@/run/redis.sock", "/run/redis.sock", "me", "p/w", null)]
    [InlineData("unix://:word@/run/my%20redis%3F.sock?db=0&name=x", "/run/my redis?.sock", null, "word", 0)]
    [InlineData("unix:///run/redis.sock?user=me&password=word", "/run/redis.sock", "me", "word", null)]
    public void A_url_names_a_socket_of_this_machine(string url, string path, string? user, string? password, int? database)
    {
        var options = RedisConnectionString.Parse(url);

        Assert.Equal(new UnixDomainSocketEndPoint(path), Assert.Single(options.EndPoints));
        Assert.Equal((user, password, database), (options.User, options.Password, options.DefaultDatabase));
        Assert.False(options.Ssl);
    }

    [Theory]
    [InlineData("redis://user:password@host", "user", "password")]
    [InlineData("redis://:password@host", null, "password")]
    [InlineData("redis://us%40er:p%2Fa%3As%2Cs@host", "us@er", "p/a:s,s")]
    [InlineData("redis://user:p@ss@host", "user", "p@ss")]
    [InlineData("redis://host?user=me&password=p%2Cq", "me", "p,q")]
    [InlineData("host,user=me,password=secret", "me", "secret")]
    public void A_url_carries_user_and_password(string url, string? user, string password)
    {
        var options = RedisConnectionString.Parse(url);

        Assert.Equal((user, password), (options.User, options.Password));
        Assert.Equal(new DnsEndPoint("host", 6379), Normalised(Assert.Single(options.EndPoints)));
    }

    [Fact]
    public void Options_of_the_client_follow_the_question_mark()
    {
        var options = RedisConnectionString.Parse("redis://host:1?connectTimeout=1234&name=me&db=7");

        Assert.Equal((1234, "me", 7), (options.ConnectTimeout, options.ClientName, options.DefaultDatabase));
        Assert.Equal(new DnsEndPoint("host", 1), Assert.Single(options.EndPoints));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("  ", "it is empty")]
    [InlineData("http://host", "'http' is no scheme")]
    [InlineData("redis://", "names no host")]
    [InlineData("redis://:6379", "names no host")]
    [InlineData("redis://a,,b", "names no host")]
    [InlineData("redis://host:port", "'port' is no port")]
    [InlineData("redis://host:0", "'0' is no port")]
    [InlineData("redis://host:70000", "'70000' is no port")]
    [InlineData("redis://host/db", "'db' is no database")]
    [InlineData("redis://host/-1", "'-1' is no database")]
    [InlineData("redis://[::1:6379", "an IPv6 address is written")]
    [InlineData("redis://me@host", "a user but no password")]
    [InlineData("redis://me:s%zzecret@host", "'%' that is not followed by two hexadecimal digits")]
    [InlineData("redis://host?nonsense", "'nonsense' is no option")]
    [InlineData("redis://host?nonsense=1", "nonsense")]
    [InlineData("redis://host?tlsCa=/no/such/file.pem", "a certificate cannot be read")]
    [InlineData("unix://", "a socket is named by its whole path")]
    [InlineData("unix:///", "a socket is named by its whole path")]
    [InlineData("unix://run/redis.sock", "a socket is named by its whole path")]
    [InlineData("unix://me:secret@run/redis.sock", "a socket is named by its whole path")]
    [InlineData("unix:///run/redis.sock?db=one", "'one' is no database")]
    [InlineData("unix:///run/a/path/that/is/longer/than/any/operating/system/has/room/for/in/the/address/of/a/socket/of/its/own/redis.sock", "longer than the system allows")]
    [InlineData("host:6379,nonsense=1", "nonsense")]
    [InlineData("host:6379,connectTimeout=soon", "connectTimeout")]
    [InlineData("password=secret", "names no server")]
    public void What_cannot_be_read_is_told_with_examples(string url, string why)
    {
        var error = Assert.Throws<SettingException>(() => RedisConnectionString.Parse(url));

        Assert.Contains(why, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Examples: redis://", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://host:1/2", "redis://host:1/2")]
    [InlineData("redis://me:secret@host:1/2?name=x", "redis://me:***@host:1/2?name=x")]
    [InlineData("redis://:secret@host", "redis://:***@host")]
    [InlineData("redis://secret@host", "redis://***@host")]
    [InlineData("redis://me:se/cr@et?@host", "redis://me:***@host")]
    [InlineData("redis://host?password=secret&name=x", "redis://host?password=***&name=x")]
    [InlineData("unix://me:secret@/run/redis.sock?db=1", "unix://me:***@/run/redis.sock?db=1")]
    [InlineData("unix:///run/redis.sock?password=secret", "unix:///run/redis.sock?password=***")]
    [InlineData("host:1,Password=secret,ssl=true", "host:1,Password=***,ssl=true")]
    [InlineData("host:1,sentinelPassword=secret,password=other", "host:1,sentinelPassword=***,password=***")]
    [InlineData("host:1", "host:1")]
    public void Secrets_are_masked_for_display(string url, string masked) => Assert.Equal(masked, RedisConnectionString.Mask(url));

    private static EndPoint Normalised(EndPoint endPoint) => endPoint is DnsEndPoint { Port: 0 } dns ? new DnsEndPoint(dns.Host, 6379) : endPoint;
}
