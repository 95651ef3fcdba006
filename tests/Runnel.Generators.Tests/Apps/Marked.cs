using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Runnel.Generators.Diagnostics;

namespace Runnel.Generators.Tests.Apps;

/// <summary>Source in which <c>{|RNL0050:…|}</c> marks what the analyzer must complain of.</summary>
internal static class Marked
{
    /// <summary>Checks that the rules are reported where they are marked, and nowhere else; and returns their messages.</summary>
    public static Task<IReadOnlyList<string>> ReportsAsync(string marked) => ReportsAsync(new AppAnalyzer(), Prelude.Program(marked));

    /// <inheritdoc cref="ReportsAsync(string)"/>
    public static async Task<IReadOnlyList<string>> ReportsAsync(
        DiagnosticAnalyzer analyzer, string marked, IEnumerable<MetadataReference>? references = null)
    {
        var (source, expected) = Parse(marked);
        var found = Match(source, expected, await GeneratorHarness.AnalyzeAsync(analyzer, source, references: references));
        Assert.All(found, item => Assert.Equal(DiagnosticSeverity.Error, item.Severity));
        return [.. found.Select(item => item.GetMessage(null))];
    }

    /// <summary>What was reported, in the order of the source, once it is shown to be what was marked.</summary>
    public static IReadOnlyList<Diagnostic> Match(string source, IEnumerable<(string Id, TextSpan Span)> expected, IEnumerable<Diagnostic> reported)
    {
        var found = reported.OrderBy(item => item.Location.SourceSpan.Start).ThenBy(item => item.Id, StringComparer.Ordinal).ToList();
        Assert.Equal(
            expected.Select(item => Describe(item.Id, item.Span, source)),
            found.Select(item => Describe(item.Id, item.Location.SourceSpan, source)));
        return found;
    }

    /// <summary>Checks one rule at one place, and what its message says.</summary>
    public static async Task ReportsAsync(string marked, params string[] parts)
    {
        var message = Assert.Single(await ReportsAsync(marked));
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    /// <summary>The source without its marks, and where they were.</summary>
    public static (string Source, List<(string Id, TextSpan Span)> Spans) Parse(string marked)
    {
        var spans = new List<(string, TextSpan)>();
        for (var start = marked.IndexOf("{|", StringComparison.Ordinal); start >= 0; start = marked.IndexOf("{|", StringComparison.Ordinal))
        {
            var colon = marked.IndexOf(':', start);
            var end = marked.IndexOf("|}", start, StringComparison.Ordinal);
            spans.Add((marked[(start + 2)..colon], TextSpan.FromBounds(start, start + end - colon - 1)));
            marked = marked[..start] + marked[(colon + 1)..end] + marked[(end + 2)..];
        }

        return (marked, spans);
    }

    private static string Describe(string id, TextSpan span, string source)
    {
        var line = source.AsSpan(0, span.Start).Count('\n') + 1;
        return $"{id} at line {line}: {source.AsSpan(span.Start, span.Length)}";
    }
}
