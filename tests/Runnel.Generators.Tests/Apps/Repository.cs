namespace Runnel.Generators.Tests.Apps;

/// <summary>The working copy that these tests were built in. (Not by the compiler's paths: a deterministic build writes others.)</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Runnel.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Runnel.sln above {AppContext.BaseDirectory}.");
    }
}
