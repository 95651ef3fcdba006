using System.Runtime.CompilerServices;

namespace Runnel.Generators.Tests.Apps;

/// <summary>The working copy that these tests were compiled from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string path = "")
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Runnel.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Runnel.sln above {path}.");
    }
}
