using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Runnel.Generators.Tests.Apps;

namespace Runnel.Generators.Tests;

/// <summary>A rule's page in docs/rules, and what every page is held to.</summary>
internal static partial class RulePage
{
    /// <summary>What the page calls wrong, and what it calls right.</summary>
    public static (string Wrong, string Right) Examples(string id)
    {
        var blocks = Block.Matches(Text(id)).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, blocks.Count);
        return (blocks[0], blocks[1]);
    }

    /// <summary>The page has the rule's title, and the release notes have the rule with its severity.</summary>
    public static void AssertNamed(IEnumerable<DiagnosticDescriptor> rules, string id)
    {
        var rule = rules.Single(item => item.Id == id);
        Assert.StartsWith($"# {id}: {rule.Title}\n", Text(id), StringComparison.Ordinal);
        Assert.Contains($"{id} | Runnel | {rule.DefaultSeverity} | {rule.Title}\n",
            File.ReadAllText(Path.Combine(Repository.Root, "src", "Runnel.Generators", "AnalyzerReleases.Unshipped.md")), StringComparison.Ordinal);
    }

    private static string Text(string id) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", id + ".md"));

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block { get; }
}
