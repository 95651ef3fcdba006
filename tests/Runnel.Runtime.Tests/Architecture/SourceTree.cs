using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Runnel.Architecture;

/// <summary>The runtime's own source, compiled in memory, so that arrows between rooms are read off the code: who uses a type of whom.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static string Runtime { get; } = Path.Combine(Root, "src", "Runnel.Runtime");

    /// <summary>Every use of a type of one room in another room, as "from -> to" with the places.</summary>
    public static ILookup<(string From, string To), string> Arrows()
    {
        var compilation = Compile();
        return compilation.SyntaxTrees
            .SelectMany(tree => Uses(compilation.GetSemanticModel(tree), tree))
            .Where(use => use.From != use.To)
            .Distinct()
            .ToLookup(use => (use.From, use.To), use => use.Place);
    }

    public static IEnumerable<string> Files()
        => Directory.EnumerateFiles(Runtime, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    public static string RoomOf(string file)
    {
        var parts = Path.GetRelativePath(Runtime, file).Split(Path.DirectorySeparatorChar);
        return parts.Length == 1 ? "" : parts[0];
    }

    private static IEnumerable<(string From, string To, string Place)> Uses(SemanticModel model, SyntaxTree tree)
    {
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var symbol = model.GetSymbolInfo(name).Symbol;
            var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            if (type?.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault() is not { } declared) continue;
            var line = name.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            yield return (
                RoomOf(tree.FilePath), RoomOf(declared.SyntaxTree.FilePath),
                $"{Path.GetRelativePath(Root, tree.FilePath)}:{line} uses {type.Name}");
        }
    }

    private static CSharpCompilation Compile()
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var usings = """
            global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
            global using System.Threading; global using System.Threading.Tasks;
            """;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not "Runnel.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            "Rooms",
            Files().Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file))
                .Append(CSharpSyntaxTree.ParseText(usings, options, Path.Combine(Runtime, "usings.cs"))),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    /// <summary>Not by the compiler's paths: a deterministic build writes others.</summary>
    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Runnel.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Runnel.sln above {AppContext.BaseDirectory}.");
    }
}
