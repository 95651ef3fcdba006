using System.Text.RegularExpressions;
using Xunit;

namespace Runnel.Docs.Tests;

public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_within_the_repository_leads_somewhere(string page)
    {
        var text = Repository.Read(page);
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var broken = Link().Matches(text)
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.StartsWith("http", StringComparison.Ordinal) && !Exists(folder, page, target));
        Assert.Empty(broken);
    }

    private static bool Exists(string folder, string page, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        if (parts.Length == 1) return Path.Exists(path);
        return File.Exists(path) && Heading().Matches(File.ReadAllText(path)).Any(match => AnchorOf(match.Groups["title"].Value) == parts[1]);
    }

    /// <summary>As Git hosts make it: lower case, spaces to dashes, everything but letters, digits, dashes and underscores left out.</summary>
    private static string AnchorOf(string title)
        => string.Concat(title.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));

    [GeneratedRegex(@"(?<!!)\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
