using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>How Runnel's connections differ from what the user's options say.</summary>
internal static class RedisOptions
{
    /// <summary>How long one blocking wait lasts at most on the server: well below the time after which an answer counts as lost.</summary>
    public static readonly TimeSpan LongestBlock = TimeSpan.FromMilliseconds(1500);

    private const int LeastWaitTimeout = 5000;
    private const int RoleCheckSeconds = 5;

    public static ConfigurationOptions ForCommands(ConfigurationOptions user, string clientName)
    {
        var options = user.Clone();
        options.SetDefaultPorts();
        options.ClientName ??= clientName;
        // The caller retries, and says so; nothing may wait unseen in a backlog and be carried out, or answered, when all has changed.
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // INFO counts as administration for the client; what the user may do is the server's to say.
        options.AllowAdmin = true;
        options.ReconnectRetryPolicy = new ReconnectPolicy();
        // Lost connections are looked after and late answers are given up each heartbeat.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        // A replica that was made primary is noticed within this time where nothing announces it.
        options.ConfigCheckSeconds = Math.Min(options.ConfigCheckSeconds, RoleCheckSeconds);
        // Runnel asks the sentinels itself: see RedisSentinels.
        options.ServiceName = "";
        // Nothing is published to listen to: this saves one connection beside each.
        options.TieBreaker = "";
        options.ConfigurationChannel = "";
        if (ReferenceEquals(user.CommandMap, CommandMap.Default)) options.CommandMap = CommandMap.Create(["SUBSCRIBE"], available: false);
        return options;
    }

    /// <summary>To ask the sentinels.</summary>
    public static ConfigurationOptions ForSentinels(ConfigurationOptions user, string clientName)
    {
        var options = ForCommands(user, clientName);
        options.CommandMap = user.CommandMap;
        options.ServiceName = user.ServiceName;
        return options;
    }

    /// <summary>For channels, where they are needed.</summary>
    public static ConfigurationOptions ForNews(ConfigurationOptions user, string clientName)
    {
        var options = ForCommands(user, clientName);
        options.CommandMap = user.CommandMap;
        // Nothing else is asked on it, so one socket does.
        options.SharedSubscriptionConnection = true;
        return options;
    }

    public static ConfigurationOptions ForWaits(ConfigurationOptions user, string clientName)
    {
        var options = ForCommands(user, clientName);
        options.AsyncTimeout = Math.Max(options.AsyncTimeout, LeastWaitTimeout);
        return options;
    }

    /// <summary>A URL for people: no secrets.</summary>
    public static string Address(ConfigurationOptions options)
    {
        var isSocket = options.EndPoints is [UnixDomainSocketEndPoint];
        var scheme = isSocket ? "unix" : options.Ssl ? "rediss" : "redis";
        var database = options.DefaultDatabase is { } number ? string.Create(CultureInfo.InvariantCulture, $"{(isSocket ? "?db=" : "/")}{number}") : "";
        return $"{scheme}://{EndPoints(options)}{database}";
    }

    /// <summary>Host and port of each server, for people.</summary>
    public static string EndPoints(ConfigurationOptions options)
        => string.Join(',', options.EndPoints.Select(Name));

    public static string Name(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint { Port: 0 } dns => dns.Host,
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => endPoint.ToString()!,
    };

    /// <summary>Tries again soon, then each second: a server that restarts is back within that time.</summary>
    private sealed class ReconnectPolicy : IReconnectRetryPolicy
    {
        public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry)
            => timeElapsedMillisecondsSinceLastRetry >= Math.Min(1000, 100 << (int)Math.Min(currentRetryCount, 4));
    }
}
