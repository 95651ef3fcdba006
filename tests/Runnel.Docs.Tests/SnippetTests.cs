using Microsoft.CodeAnalysis;
using Xunit;

namespace Runnel.Docs.Tests;

public sealed class SnippetTests
{
    public static TheoryData<string, int> Snippets()
    {
        var data = new TheoryData<string, int>();
        foreach (var snippet in All()) data.Add(snippet.Page, snippet.Line);
        return data;
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Every_snippet_compiles_without_a_warning(string page, int line)
    {
        var snippet = All().Single(each => each.Page == page && each.Line == line);
        var found = await SnippetCompiler.CompileAsync(snippet, TestContext.Current.CancellationToken);
        Assert.True(found.Count == 0, $"{page}:{line}\n{string.Join('\n', found.Select(Describe))}\n\n{snippet.ToProgram()}");
    }

    [Fact]
    public void The_readme_shows_the_program_of_the_sample()
    {
        var first = All().First(snippet => snippet.Page == "README.md");
        Assert.Equal(Repository.Read("samples/Orders/Program.cs").TrimEnd(), first.Text.TrimEnd());
    }

    [Fact]
    public async Task A_wrong_snippet_is_found()
    {
        const string Page = """
            <!-- snippet
            public class Around { // snippet
            }
            -->
            ```csharp
            public string Name { get; }
            public Unknown Other => new();
            ```
            """;
        var snippet = Assert.Single(Snippet.ReadAll("page.md", Page));
        var found = await SnippetCompiler.CompileAsync(snippet, TestContext.Current.CancellationToken);
        Assert.Equal(["CS0246", "CS8618"], found.Select(each => each.Id).Order(StringComparer.Ordinal));
    }

    /// <summary>The pages of the rules are left out: their code breaks the rules, and the generator's tests hold them.</summary>
    private static IEnumerable<Snippet> All()
        => Repository.Pages.Where(page => !page.StartsWith(Path.Combine("docs", "rules"), StringComparison.Ordinal))
            .SelectMany(page => Snippet.ReadAll(page, Repository.Read(page))).Where(snippet => snippet.Language == "csharp");

    private static string Describe(Diagnostic found)
    {
        var at = found.Location.GetLineSpan();
        return $"{at.Path}({at.StartLinePosition.Line + 1}): {found.Id}: {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
