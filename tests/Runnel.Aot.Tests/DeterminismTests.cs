using System.IO.Compression;
using System.Security.Cryptography;
using Xunit;

namespace Runnel.Aot.Tests;

public sealed class DeterminismTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runnel-twice-").FullName;

    /// <summary>Compiled twice from nothing: what the generator emits is the same each time, and no clock or number of chance is in it.</summary>
    [Fact]
    public async Task Two_packs_of_the_same_sources_hold_the_same_bytes()
    {
        var first = await PackAsync("first");
        var second = await PackAsync("second");
        Assert.Contains("lib/net10.0/Runnel.dll", first.Keys);
        Assert.Contains("lib/net10.0/Runnel.pdb", first.Keys);
        Assert.Contains("analyzers/dotnet/cs/Runnel.Generators.dll", first.Keys);
        Assert.Equal(first, second);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The hash of each file in the package and in that of its symbols, but for the package's own descriptions of itself.</summary>
    private async Task<SortedDictionary<string, string>> PackAsync(string name)
    {
        // The same place both times: where the compiler's own files lie is a part of what it makes.
        var artifacts = Path.Combine(_folder, "artifacts");
        if (Directory.Exists(artifacts)) Directory.Delete(artifacts, recursive: true);
        var output = Path.Combine(_folder, name);
        await Build.PackAsync(
            Path.Combine("src", "Runnel.Runtime"), output, "--artifacts-path", artifacts, "-p:RunAnalyzers=false");

        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(output))
        {
            await using var archive = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);
            foreach (var entry in archive.Entries.Where(entry => Path.GetExtension(entry.Name) is ".dll" or ".pdb" or ".xml" && entry.FullName.Contains('/')))
            {
                await using var content = await entry.OpenAsync(TestContext.Current.CancellationToken);
                hashes[entry.FullName] = Convert.ToHexString(await SHA256.HashDataAsync(content, TestContext.Current.CancellationToken));
            }
        }

        return hashes;
    }
}
