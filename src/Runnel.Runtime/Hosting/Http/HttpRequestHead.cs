using System.Text;

namespace Runnel.Hosting;

/// <summary>The first line of a request; the rest of its head says nothing that matters here.</summary>
internal sealed class HttpRequestHead(string method, string path)
{
    /// <summary>How many bytes the head of a request may have.</summary>
    public const int MostBytes = 8192;

    /// <summary>Such as <c>GET</c>.</summary>
    public string Method => method;

    /// <summary>Without the query.</summary>
    public string Path => path;

    /// <summary>Whether the head has come to its end.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> received)
        => received.IndexOf("\r\n\r\n"u8) >= 0 || received.IndexOf("\n\n"u8) >= 0;

    /// <summary>Null: this is no request of HTTP/1.</summary>
    public static HttpRequestHead? Parse(ReadOnlySpan<byte> head)
    {
        var line = head[..Math.Max(0, head.IndexOf((byte)'\n'))].TrimEnd((byte)'\r');
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first + 1 || !line[(last + 1)..].StartsWith("HTTP/1."u8)) return null;
        var target = line[(first + 1)..last];
        if (target[0] != '/' || target.Contains((byte)' ')) return null;
        var query = target.IndexOf((byte)'?');
        return new HttpRequestHead(Encoding.Latin1.GetString(line[..first]), Encoding.Latin1.GetString(query < 0 ? target : target[..query]));
    }
}
