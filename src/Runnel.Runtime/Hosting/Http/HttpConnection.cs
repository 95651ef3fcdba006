using System.Net.Sockets;

namespace Runnel.Hosting;

/// <summary>One request and its answer. Whoever is too slow with either is hung up on.</summary>
internal sealed class HttpConnection(Socket socket, Func<HttpRequestHead, CancellationToken, Task<HttpAnswer>> answer, TimeProvider time)
    : IDisposable
{
    /// <summary>How long a request may take to come.</summary>
    public static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long the answer may take to be made, and to be taken.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);

    private const int MostLeftBytes = 65_536;

    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    /// <summary>Ends when it is over; throws nothing that the other side can bring about.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(RequestPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var cancellationToken = either.Token;
        try
        {
            var (buffer, received) = (new byte[HttpRequestHead.MostBytes], 0);
            while (received < buffer.Length && !HttpRequestHead.IsComplete(buffer.AsSpan(0, received)))
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(received), SocketFlags.None, cancellationToken);
                if (count == 0) return;
                received += count;
            }

            limit.CancelAfter(AnswerPatience);
            var request = HttpRequestHead.Parse(buffer.AsSpan(0, received));
            var result = Refuse(request, buffer.AsSpan(0, received)) ?? await answer(request!, cancellationToken);
            var left = result.ToBytes(time.GetUtcNow(), withBody: request?.Method != "HEAD").AsMemory();
            while (left.Length > 0) left = left[await socket.SendAsync(left, SocketFlags.None, cancellationToken)..];

            // The other side hangs up first, in a moment: what it still sends would otherwise take the answer away from it.
            limit.CancelAfter(ClosePatience);
            socket.Shutdown(SocketShutdown.Send);
            for (var more = MostLeftBytes; more > 0;)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, cancellationToken);
                if (count == 0) return;
                more -= count;
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It was too slow or is gone, or the server ends: there is nobody to answer.
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Hangs up at once.</summary>
    public void Dispose() => socket.Dispose();

    /// <summary>Null: it is a request for a page.</summary>
    private static HttpAnswer? Refuse(HttpRequestHead? request, ReadOnlySpan<byte> received)
    {
        if (!HttpRequestHead.IsComplete(received))
            return HttpAnswer.Text(431, $"The head of a request has {HttpRequestHead.MostBytes} bytes at most.");
        if (request is null) return HttpAnswer.Text(400, "This is no request of HTTP/1.1.");
        return request.Method is "GET" or "HEAD" ? null : HttpAnswer.Text(405, "There is only GET and HEAD.");
    }
}
