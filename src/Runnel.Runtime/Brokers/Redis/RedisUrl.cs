using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace Runnel.Brokers.Redis;

/// <summary>
/// <c>redis://user:password@host:port,host:port/database?option=value&amp;...</c>: <see cref="Uri"/> knows no lists of hosts. And
/// <c>unix://user:password@/path?option=value&amp;...</c>.
/// </summary>
internal static class RedisUrl
{
    private const int DefaultPort = 6379;
    private const int DefaultSentinelPort = 26379;
    private static readonly string[] Own = ["db", "user", "password", "tlsCa", "tlsCert", "tlsKey"];

    public static ConfigurationOptions Parse(string url, int start, bool tls)
    {
        var (options, hosts, path) = Read(url, start);
        var defaultPort = string.IsNullOrEmpty(options.ServiceName) ? DefaultPort : DefaultSentinelPort;
        foreach (var host in hosts.Split(',')) options.EndPoints.Add(ReadEndPoint(url, host, defaultPort));
        if (path.Length > 0) options.DefaultDatabase = ReadDatabase(url, path);
        if (tls) options.Ssl = true;
        return options;
    }

    /// <summary>A Unix domain socket: what follows the user, if there is one, is the path of its file; the database is an option.</summary>
    public static ConfigurationOptions ParseSocket(string url, int start)
    {
        var (options, host, path) = Read(url, start);
        if (host.Length > 0 || path.Length == 0)
            throw RedisConnectionString.Wrong(url, "a socket is named by its whole path, as in unix:///run/redis/redis.sock");
        options.EndPoints.Add(ReadSocket(url, $"/{Decode(url, path)}"));
        return options;
    }

    private static (ConfigurationOptions Options, string Host, string Path) Read(string url, int start)
    {
        var (authority, path, query) = Split(url[start..]);
        var options = query.Length == 0 ? new ConfigurationOptions() : ParseQuery(url, query);
        var at = authority.LastIndexOf('@');
        if (at >= 0) ReadUser(url, authority[..at], options);
        return (options, authority[(at + 1)..], path);
    }

    private static (string Authority, string Path, string Query) Split(string rest)
    {
        var query = "";
        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        if (mark >= 0) (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest, "", query) : (rest[..slash], rest[(slash + 1)..], query);
    }

    private static void ReadUser(string url, string text, ConfigurationOptions options)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw RedisConnectionString.Wrong(url, "it has a user but no password; a password alone is written ':password@'");
        var user = Decode(url, text[..colon]);
        if (user.Length > 0) options.User = user;
        options.Password = Decode(url, text[(colon + 1)..]);
    }

    private static EndPoint ReadEndPoint(string url, string text, int defaultPort)
    {
        text = text.Trim();
        if (text.Length == 0) throw RedisConnectionString.Wrong(url, "it names no host");
        var (host, port) = SplitPort(url, text);
        if (host.Length == 0) throw RedisConnectionString.Wrong(url, $"'{text}' names no host");
        var number = defaultPort;
        if (port is not null
            && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > 65535))
            throw RedisConnectionString.Wrong(url, $"'{port}' is no port: it is a number from 1 to 65535");
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, number) : new DnsEndPoint(host, number);
    }

    private static UnixDomainSocketEndPoint ReadSocket(string url, string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw RedisConnectionString.Wrong(url, $"the path '{path}' is longer than the system allows for a socket (107 bytes on Linux)");
        }
    }

    private static (string Host, string? Port) SplitPort(string url, string text)
    {
        if (text[0] != '[')
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
        }

        // An IPv6 address has colons of its own.
        var end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0 || (end + 1 < text.Length && text[end + 1] != ':'))
            throw RedisConnectionString.Wrong(url, $"'{text}' is no host: an IPv6 address is written '[::1]:6379'");
        return (text[1..end], end + 1 < text.Length ? text[(end + 2)..] : null);
    }

    private static int ReadDatabase(string url, string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RedisConnectionString.Wrong(url, $"'{text}' is no database: it is a number from 0");

    /// <summary>
    /// The query's options are those of StackExchange.Redis, and <c>db</c>, <c>tlsCa</c>, <c>tlsCert</c> and <c>tlsKey</c> (PEM files).
    /// </summary>
    private static ConfigurationOptions ParseQuery(string url, string query)
    {
        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        List<string> options = ["placeholder"];
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw RedisConnectionString.Wrong(url, $"'{(equals < 0 ? pair : "=...")}' is no option: it is written 'name=value'");
            var name = Decode(url, pair[..equals]);
            var value = Decode(url, pair[(equals + 1)..]);
            // Not through the option string, where a comma ends a value.
            if (Own.Contains(name, StringComparer.OrdinalIgnoreCase)) own[name] = value;
            else options.Add($"{name}={value}");
        }

        var parsed = RedisConnectionString.ParseOptions(string.Join(',', options), url);
        parsed.EndPoints.Clear();
        if (own.TryGetValue("db", out var database)) parsed.DefaultDatabase = ReadDatabase(url, database);
        if (own.TryGetValue("user", out var user)) parsed.User = user;
        if (own.TryGetValue("password", out var password)) parsed.Password = password;
        ReadCertificates(url, own, parsed);
        return parsed;
    }

    private static void ReadCertificates(string url, Dictionary<string, string> own, ConfigurationOptions options)
    {
        try
        {
            if (own.TryGetValue("tlsCa", out var authority)) options.TrustIssuer(authority);
            if (own.TryGetValue("tlsCert", out var certificate))
                options.SetUserPemCertificate(certificate, own.GetValueOrDefault("tlsKey"));
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw RedisConnectionString.Wrong(url, $"a certificate cannot be read: {error.Message.TrimEnd('.')}");
        }
    }

    private static string Decode(string url, string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                throw RedisConnectionString.Wrong(
                    url, "it has a '%' that is not followed by two hexadecimal digits; a '%' itself is written '%25'");
        }

        return Uri.UnescapeDataString(text);
    }
}
