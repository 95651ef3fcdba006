namespace Runnel.CommandLine;

/// <summary>Where a command reads from and writes to; tests have their own.</summary>
internal sealed class CommandConsole
{
    /// <summary>For people and pipes.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>For what went wrong.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Opens standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Whether somebody watches: a progress bar then, plain lines otherwise.</summary>
    public bool IsTerminal { get; init; } = !Console.IsOutputRedirected;

    /// <summary>The terminal, where <see cref="IsTerminal"/>.</summary>
    public ITerminal Terminal { get; init; } = new SystemTerminal();

    /// <summary>Whether somebody is there to answer a question.</summary>
    public bool CanAsk { get; init; } = !Console.IsOutputRedirected && !Console.IsInputRedirected;

    /// <summary>Writes the one line that says what went wrong.</summary>
    public void WriteError(string message) => Error.WriteLine($"error: {message}");
}
