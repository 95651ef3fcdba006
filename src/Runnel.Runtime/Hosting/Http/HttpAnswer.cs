using System.Globalization;
using System.Text;

namespace Runnel.Hosting;

/// <summary>An answer of HTTP/1.1, after which the connection ends.</summary>
/// <param name="status">Such as 200.</param>
/// <param name="contentType">What the body is.</param>
/// <param name="content">The body.</param>
internal sealed class HttpAnswer(int status, string contentType, string content)
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>An answer in one sentence.</summary>
    public static HttpAnswer Text(int status, string sentence) => new(status, "text/plain; charset=utf-8", sentence + "\n");

    /// <summary>As it goes over the wire.</summary>
    /// <param name="date">Now.</param>
    /// <param name="withBody">False for HEAD.</param>
    public byte[] ToBytes(DateTimeOffset date, bool withBody)
    {
        var body = Encoding.UTF8.GetBytes(content);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {Reason(status)}\r\nDate: {date:r}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n"
            + $"{(status == 405 ? "Allow: GET, HEAD\r\n" : "")}Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n");
        return withBody ? [.. Encoding.ASCII.GetBytes(head), .. body] : Encoding.ASCII.GetBytes(head);
    }

    private static string Reason(int code) => code switch
    {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}
