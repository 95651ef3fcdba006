namespace Runnel.Docs.Tests;

/// <summary>Where the repository is: the nearest folder above the running tests that holds the solution.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>README.md and all pages under docs/, as paths relative to the root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md", "benchmarks/README.md", "samples/Flights/README.md", "samples/Operations/README.md",
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal),
    ];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page));

    private static string Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "Runnel.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Runnel.sln above {AppContext.BaseDirectory}.");
    }
}
