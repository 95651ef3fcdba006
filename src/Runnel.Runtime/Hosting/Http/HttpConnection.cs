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
        try
        {
            var buffer = new byte[HttpRequestHead.MostBytes];
            var received = await ReceiveAsync(buffer, either.Token);
            if (received == 0) return;
            limit.CancelAfter(AnswerPatience);
            await SendAsync(await AnswerAsync(buffer.AsMemory(0, received), either.Token), either.Token);
            limit.CancelAfter(ClosePatience);
            await CloseAsync(buffer, either.Token);
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

    /// <summary>How many bytes came until the head ended or the buffer was full; 0: the other side hung up before.</summary>
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var received = 0;
        while (received < buffer.Length && !HttpRequestHead.IsComplete(buffer.Span[..received]))
        {
            var count = await socket.ReceiveAsync(buffer[received..], SocketFlags.None, cancellationToken);
            if (count == 0) return 0;
            received += count;
        }

        return received;
    }

    private async Task<byte[]> AnswerAsync(ReadOnlyMemory<byte> received, CancellationToken cancellationToken)
    {
        var request = HttpRequestHead.Parse(received.Span);
        var result = !HttpRequestHead.IsComplete(received.Span) ? HttpAnswer.Text(431, $"The head of a request has {HttpRequestHead.MostBytes} bytes at most.")
            : request is null ? HttpAnswer.Text(400, "This is no request of HTTP/1.1.")
            : request.Method is not ("GET" or "HEAD") ? HttpAnswer.Text(405, "There is only GET and HEAD.")
            : await answer(request, cancellationToken);
        return result.ToBytes(time.GetUtcNow(), withBody: request?.Method != "HEAD");
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
    }

    /// <summary>Waits a moment for the other side to hang up first: what it still sends would otherwise take the answer away from it.</summary>
    private async ValueTask CloseAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        socket.Shutdown(SocketShutdown.Send);
        for (var left = MostLeftBytes; left > 0;)
        {
            var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            if (count == 0) return;
            left -= count;
        }
    }
}
