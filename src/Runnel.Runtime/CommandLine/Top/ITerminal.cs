namespace Runnel.CommandLine;

/// <summary>The terminal that somebody watches; tests have their own.</summary>
internal interface ITerminal
{
    /// <summary>Its size in characters now: people change it.</summary>
    (int Width, int Height) Size { get; }

    /// <summary>Takes the next key that was pressed, if there is one; never waits.</summary>
    bool TryReadKey(out char key);
}
