using Xunit;

namespace Runnel.Samples.Tests;

/// <summary>What the samples print: the console is the process's, so these tests take turns.</summary>
[CollectionDefinition(nameof(ConsoleText), DisableParallelization = true)]
public sealed class ConsoleText : IDisposable
{
    private readonly TextWriter _before = Console.Out;
    private readonly StringWriter _text = new();

    public ConsoleText() => Console.SetOut(TextWriter.Synchronized(_text));

    public string[] Lines => _text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public void Dispose()
    {
        Console.SetOut(_before);
        _text.Dispose();
    }
}
