namespace Runnel.Aot.Tests;

/// <summary>A published sample.</summary>
/// <param name="Folder">Where it was published to.</param>
public sealed record NativeProgram(string Folder)
{
    /// <summary>The one file that runs.</summary>
    public string Path { get; } = Directory.EnumerateFiles(Folder).Single(file => System.IO.Path.GetExtension(file).Length == 0);

    public long Size => new FileInfo(Path).Length;
}
