using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>Reads the Redis URL, in each of the forms that people write it in.</summary>
internal static class RedisConnectionString
{
    private const string Example = "Examples: redis://127.0.0.1, rediss://user:password@cache.example.com:6380/2, redis://a:6379,b:6379, "
        + "unix:///run/redis/redis.sock, or an option string of StackExchange.Redis such as cache.example.com:6379,password=...,ssl=true.";

    private static readonly (string Prefix, Func<string, int, ConfigurationOptions> Parse)[] Schemes =
    [
        ("redis://", static (url, start) => RedisUrl.Parse(url, start, tls: false)),
        ("rediss://", static (url, start) => RedisUrl.Parse(url, start, tls: true)),
        ("unix://", RedisUrl.ParseSocket),
    ];

    /// <summary>Reads a URL or an option string.</summary>
    /// <exception cref="SettingException">It cannot be read; the message names what is wrong, secrets masked.</exception>
    public static ConfigurationOptions Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (string.IsNullOrWhiteSpace(url)) throw Wrong(url, "it is empty");
        url = url.Trim();
        foreach (var (prefix, parse) in Schemes)
        {
            if (url.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return parse(url, prefix.Length);
        }

        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) throw Wrong(url, $"'{url[..scheme]}' is no scheme Runnel knows: it is redis, rediss for TLS, or unix for a socket of this machine");
        return ParseOptions(url, url);
    }

    /// <summary>The text with every secret in it replaced by <c>***</c>, for display.</summary>
    public static string Mask(string url) => SecretMask.Apply(url);

    public static ConfigurationOptions ParseOptions(string options, string url)
    {
        try
        {
            var parsed = ConfigurationOptions.Parse(options, ignoreUnknown: false);
            if (parsed.EndPoints.Count == 0) throw Wrong(url, "it names no server");
            return parsed;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            throw Wrong(url, SecretMask.Without(error.Message, url).TrimEnd('.'));
        }
    }

    public static SettingException Wrong(string url, string why) => new($"The Redis URL '{Mask(url)}' cannot be used: {why}. {Example}");
}
