using System.Text;

namespace Runnel.CommandLine;

/// <summary>
/// A terminal's second screen while <c>top</c> draws on it. Disposed of, the first one is back, with its cursor; also when the process is ended
/// by a second signal.
/// </summary>
internal sealed class TopScreen : IDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[H\u001b[2J";
    private const string Leave = "\u001b[?7h\u001b[?25h\u001b[?1049l";

    private readonly TextWriter _output;
    private int _isLeft;

    public TopScreen(TextWriter output)
    {
        _output = output;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        Write(Enter);
    }

    /// <summary>Draws over what is there, in one piece.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder("\u001b[H");
        for (var i = 0; i < lines.Count; i++) text.Append(i > 0 ? "\r\n" : "").Append(lines[i]).Append("\u001b[K");
        Write(text.Append("\u001b[J").ToString());
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        if (Interlocked.Exchange(ref _isLeft, 1) == 0) Write(Leave);
    }

    private void OnExit(object? sender, EventArgs arguments) => Dispose();

    private void Write(string text)
    {
        _output.Write(text);
        _output.Flush();
    }
}
